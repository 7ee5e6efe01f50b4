package dev.weir.config.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ParserIsHiddenTest {

    @Test
    void theReaderAndItsPartsAloneSeeTheParser() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            List<String> seeing = files.filter(f -> f.toString().endsWith(".java"))
                    .filter(ParserIsHiddenTest::importsParser)
                    .map(f -> f.getFileName().toString())
                    .sorted()
                    .toList();
            assertEquals(List.of("StatementParser.java", "SyntaxReader.java", "TokenSpans.java"), seeing);
        }
    }

    private static boolean importsParser(Path file) {
        try {
            String text = Files.readString(file);
            return text.contains("import org.antlr.") || text.contains("import dev.weir.config.syntax.parser.");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
