package dev.weir.dist;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.CaseFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What the whole program says of wrong configurations, word by word. */
class WrongConfigurationTest {
    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> wrong() {
        return CaseFiles.in(Path.of("src/test/cases/wrong"), this::said);
    }

    private String said(String configuration) {
        Path file = folder.resolve("edge.conf");
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8)) {
            Files.createDirectories(folder.resolve("logs"));
            Files.writeString(file, configuration);
            String[] arguments = {"-t", "-q", "-p", folder.toString(), "-c", "edge.conf"};
            new WeirGateway().test(CommandLine.parse(arguments, folder, folder), stream, stream);
        } catch (IOException | CommandLine.Wrong e) {
            throw new AssertionError(e);
        }
        String text = err.toString(StandardCharsets.UTF_8);
        assertTrue(!text.contains("\tat "), () -> "a stack trace:\n" + text);
        return text.replace(folder + "/", "");
    }
}
