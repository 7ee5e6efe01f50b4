package dev.weir.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** ARCHITECTURE.md sends nobody to a class that is not there. */
class ArchitecturePageTest {
    /** A class name, perhaps behind a path: {@code `proxy/…/Tunnel`}. */
    private static final Pattern CLASS = Pattern.compile("`(?:[\\w-]+/…/(?:\\w+/)?)?([A-Z][a-z]\\w+)(?:\\.\\w+)?`");

    /** Named there, but not ours or not a class. */
    private static final Set<String> OTHERS = Set.of("WeirConfig");

    @Test
    void everyClassItNamesExists() throws IOException {
        String page = Files.readString(Path.of("../ARCHITECTURE.md"));
        List<String> named = CLASS.matcher(page)
                .results()
                .map((MatchResult hit) -> hit.group(1))
                .toList();
        assertTrue(named.size() > 30, "found only " + named);
        Set<String> missing = new TreeSet<>(named);
        missing.removeAll(sources());
        missing.removeAll(OTHERS);
        assertEquals(Set.of(), missing);
    }

    private static Set<String> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(".."))) {
            return files.filter(file -> file.toString().endsWith(".java")
                            && !file.toString().contains("/target/"))
                    .map(file -> file.getFileName().toString().replace(".java", ""))
                    .collect(Collectors.toSet());
        }
    }
}
