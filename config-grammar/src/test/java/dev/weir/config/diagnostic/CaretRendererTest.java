package dev.weir.config.diagnostic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.config.syntax.Source;
import dev.weir.config.syntax.Span;
import org.junit.jupiter.api.Test;

class CaretRendererTest {

    @Test
    void showsOneAsTheDesignDraws() {
        Source source = new Source("edge.conf", "http {\n    ws_conn_age 12x;\n}\n");
        Span span = new Span(source, 23, 26);
        assertEquals(
                """
                edge.conf:2:17: error: "12x" is not a valid time for ws_conn_age
                 2 |     ws_conn_age 12x;
                   |                 ^^^
                   help: expected a time such as 30s, 5m or 12h
                """,
                CaretRenderer.render(Diagnostic.error(
                        span,
                        "\"12x\" is not a valid time for ws_conn_age",
                        "expected a time such as 30s, 5m or 12h")));
    }

    @Test
    void keepsTheOrderOfFilesAndLines() {
        Source a = new Source("a", "one\ntwo\n");
        Source b = new Source("b", "one\n");
        Diagnostics diagnostics = new Diagnostics();
        diagnostics.error(new Span(b, 0, 1), "first file", null);
        diagnostics.error(new Span(a, 4, 5), "late", null);
        diagnostics.warning(new Span(a, 0, 1), "early", null);
        diagnostics.error(null, "nowhere", "look about");
        String headings = CaretRenderer.render(diagnostics).replaceAll("(?m)^ [\\d ] ?\\|.*\n", "");
        assertEquals("""
                error: nowhere
                 help: look about
                b:1:1: error: first file
                a:1:1: warning: early
                a:2:1: error: late
                """, headings.replaceAll("(?m)^   \\|.*\n", ""));
    }

    @Test
    void countsAPairOfSurrogatesOnce() {
        Source source = new Source("x", "😀 ab😀;");
        assertEquals(
                "x:1:4: error: p\n 1 | 😀 ab😀;\n   |   ^^^\n",
                CaretRenderer.render(Diagnostic.error(new Span(source, 3, 7), "p", null)));
    }

    @Test
    void cutsASpanAtItsFirstLine() {
        Source source = new Source("x", "ab\r\ncd");
        assertEquals(
                "x:1:2: error: p\n 1 | ab\n   |  ^\n",
                CaretRenderer.render(Diagnostic.error(new Span(source, 1, 6), "p", null)));
    }

    @Test
    void showsALongLineAroundItsMistake() {
        Source source = new Source("x", "a".repeat(1_000) + "!" + "b".repeat(1_000));
        assertEquals(
                "x:1:1001: error: p\n 1 | ..." + "a".repeat(80) + "!" + "b".repeat(159) + "...\n   | " + " ".repeat(83)
                        + "^\n",
                CaretRenderer.render(Diagnostic.error(new Span(source, 1_000, 1_001), "p", null)));
    }

    @Test
    void cutsALongMarkWithItsLine() {
        Source source = new Source("x", "a".repeat(1_000));
        assertEquals(
                "x:1:1: error: p\n 1 | " + "a".repeat(240) + "...\n   | " + "^".repeat(240) + "\n",
                CaretRenderer.render(Diagnostic.error(new Span(source, 0, 1_000), "p", null)));
    }

    @Test
    void marksTheEndOfTheText() {
        Source source = new Source("x", "ab");
        assertEquals(
                "x:1:3: error: p\n 1 | ab\n   |   ^\n",
                CaretRenderer.render(Diagnostic.error(new Span(source, 2, 2), "p", null)));
    }
}
