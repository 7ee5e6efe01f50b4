package dev.weir.dist;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Distribution;
import dev.weir.testkit.Distribution.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packed distribution, as a stranger unpacks it. */
class PackageIT {
    private static final String TOP = "weir-0.1.0";

    @TempDir
    private Path folder;

    private Distribution weir;

    @BeforeEach
    void unpack() {
        Path packed = Distribution.underTest().home().resolveSibling(TOP + ".tar.gz");
        List<String> command = List.of("tar", "xzf", packed.toString(), "-C", folder.toString());
        assertEquals(new Finished(0, "", ""), Distribution.runCommand(command, Map.of()));
        weir = new Distribution(folder.resolve(TOP));
    }

    @Test
    void holdsOneFolderWithAllThatIsNeeded() throws IOException {
        assertEquals(List.of(TOP), list(folder));
        assertTrue(Files.isExecutable(weir.launcher()));
        assertTrue(list(weir.home()).containsAll(List.of("LICENSE", "bin", "conf", "lib", "logs")));
        assertEquals(new Finished(0, "", "weir version: weir/0.1.0\n"), weir.run("-v"));
        assertEquals(new Finished(0, "", ""), weir.run("-tq"));
    }

    /** What is for users comes along; what is about the source does not. */
    @Test
    void whatTheReadmeSendsUsersToIsThere() throws IOException {
        String readme = Files.readString(weir.home().resolve("README.md"));
        List<String> links = Pattern.compile("\\]\\(((?:docs/(?:guides|images|reference)|examples)/[^)]*)\\)")
                .matcher(readme)
                .results()
                .map(link -> link.group(1))
                .toList();
        assertTrue(links.containsAll(List.of("docs/guides/push.md", "docs/images/push.png", "examples/")), readme);
        for (String link : links) {
            assertTrue(Files.exists(weir.home().resolve(link)), link);
        }
    }

    @Test
    void theFirstStartMakesTheStartUpArchive() throws IOException {
        assertEquals(List.of(), archives());
        Path conf = Files.writeString(folder.resolve("empty.conf"), "events { }");
        String[] start = {"-c", conf.toString(), "-g", "daemon on;"};
        assertEquals(new Finished(0, "", ""), weir.run(start));
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> archives().size() == 2);
        } finally {
            assertEquals(new Finished(0, "", ""), weir.run("-c", conf.toString(), "-s", "stop"));
        }
    }

    /** The archive and its note; a half-made one has a number behind its name. */
    private List<String> archives() throws IOException {
        return list(weir.home().resolve("lib")).stream()
                .filter(name -> name.endsWith(".jsa") || name.endsWith(".jsa.note"))
                .toList();
    }

    private static List<String> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
