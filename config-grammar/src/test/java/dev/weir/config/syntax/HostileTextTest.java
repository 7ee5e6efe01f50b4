package dev.weir.config.syntax;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.config.diagnostic.Diagnostics;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts made to break a reader get an error and no exception. */
class HostileTextTest {
    private static final int TIMES = 20_000;

    @ParameterizedTest
    @ValueSource(
            strings = {"{", "a{", "}", ";", "\"", "'", "\"a\"", "\"a\"}", "a", "\\", "$", "${", "a\n", "{;", "\"\"{"})
    void isToldAndNeverThrows(String piece) {
        assertTrue(isRefused(piece.repeat(TIMES)));
        assertTrue(isRefused("}".repeat(TIMES) + piece.repeat(TIMES)));
        assertTrue(isRefused(piece.repeat(TIMES) + "}".repeat(TIMES)));
    }

    private static boolean isRefused(String text) {
        Diagnostics diagnostics = new Diagnostics();
        SyntaxReader.read(new Source("x", text), diagnostics);
        return diagnostics.hasErrors();
    }
}
