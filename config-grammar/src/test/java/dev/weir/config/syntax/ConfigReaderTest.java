package dev.weir.config.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.config.diagnostic.CaretRenderer;
import dev.weir.config.diagnostic.Diagnostic;
import dev.weir.config.diagnostic.Diagnostics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
    private final Diagnostics diagnostics = new Diagnostics();

    @TempDir
    Path folder;

    @Test
    void includesStartAtTheMainFilesDirectory() throws IOException {
        write("conf.d/a.conf", "include b.conf;");
        write("b.conf", "right;");
        write("conf.d/b.conf", "wrong;");
        assertEquals("<right>;\n", read("include conf.d/a.conf;"));
    }

    @Test
    void includesWorkInAnyBlock() throws IOException {
        write("types", "text/html html;");
        assertEquals(
                "<http> {\n  <types> {\n    <text/html> <html>;\n    <a> <b>;\n  }\n}\n",
                read("http { types { include types; a b; } }"));
    }

    @Test
    void masksMatchInOrderAndLeaveHiddenFilesOut() throws IOException {
        write("d/b.conf", "b;");
        write("d/a.conf", "a;");
        write("d/.c.conf", "hidden;");
        write("d/c.conf~", "backup;");
        assertEquals("<a>;\n<b>;\n", read("include d/*.conf;"));
    }

    @Test
    void masksWorkInDirectoriesAndAbsolutePaths() throws IOException {
        write("sites/one/x1.conf", "one;");
        write("sites/two/x2.conf", "two;");
        write("sites/two/xy.conf", "no;");
        write("sites/two/{x}.conf", "no;");
        assertEquals("<one>;\n<two>;\n", read("include " + folder + "/sites/*/x[0-9].conf;"));
        assertEquals("<two>;\n", read("include sites/?wo/x[!1y].conf;"));
    }

    @Test
    void aTextWithNulsIsNotRead() throws IOException {
        assertEquals("", read("include a\0b;\nuser c\0;"));
        assertEquals("a NUL character in the text", only().problem());
        assertEquals(9, only().subject().start());
    }

    @Test
    void aMaskMayMatchNothing() throws IOException {
        assertEquals("<a>;\n", read("include none/*.conf; include *.none; a;"));
        assertFalse(diagnostics.hasErrors());
    }

    @Test
    void aMissingFileIsToldAtTheInclude() throws IOException {
        assertEquals("<a>;\n", read("include none.conf; a;"));
        Diagnostic told = only();
        assertEquals("cannot read \"" + folder.resolve("none.conf") + "\": there is no such file", told.problem());
        assertEquals(9, told.subject().column());
    }

    @Test
    void aDirectoryIsNoFile() throws IOException {
        Files.createDirectory(folder.resolve("d"));
        read("include d;");
        assertTrue(only().problem().startsWith("cannot read \"" + folder.resolve("d") + "\": "), only().problem());
    }

    @Test
    void cyclesAreToldWithTheirWay() throws IOException {
        write("b.conf", "b; include ./c.conf;");
        write("c.conf", "c; include b.conf; d;");
        assertEquals("<b>;\n<c>;\n<d>;\n", read("include b.conf;"));
        assertEquals("\"" + folder.resolve("b.conf") + "\" includes itself", only().problem());
        assertTrue(only().help().contains("c.conf -> "), only().help());
        assertFalse(only().help().contains("main.conf"), only().help());
    }

    @Test
    void theMainFileMayNotIncludeItself() throws IOException {
        read("include *.conf;");
        assertEquals("\"" + folder.resolve("main.conf") + "\" includes itself", only().problem());
    }

    @Test
    void aLongChainOfIncludesEnds() throws IOException {
        for (int i = 0; i < 40; i++) {
            write("f" + i, "a" + i + "; include f" + (i + 1) + ";");
        }
        assertTrue(read("include f0;").endsWith("<a14>;\n"));
        assertEquals("includes are nested too deeply", only().problem());
    }

    @Test
    void aFileIncludedTwiceIsReadAndBlamedOnce() throws IOException {
        write("b.conf", "b }");
        assertEquals("<x> {\n  <b>;\n}\n<y> {\n  <b>;\n}\n", read("x { include b.conf; } y { include b.conf; }"));
        assertEquals(2, diagnostics.all().size());
        assertEquals(
                2, file("x { include b.conf; } y { include b.conf; }").sources().size());
    }

    @Test
    void theSameComplaintIsKeptOnce() {
        Source source = new Source("x", "a");
        diagnostics.error(new Span(source, 0, 1), "wrong", null);
        diagnostics.error(new Span(source, 0, 1), "wrong", null);
        assertEquals("wrong", only().problem());
    }

    @Test
    void anIncludeOfAnotherShapeIsLeftForTheBinder() throws IOException {
        assertEquals("<include> <a> <b>;\n<include>;\n", read("include a b; include;"));
    }

    @Test
    void keepsTheTextsInTheOrderOfReading() throws IOException {
        write("b.conf", "b;\n");
        ConfigFile file = file("include b.conf;\n");
        List<Source> sources = file.sources();
        assertEquals(folder.resolve("main.conf").toString(), sources.get(0).name());
        assertEquals("include b.conf;\n", sources.get(0).text());
        assertEquals(folder.resolve("b.conf").toString(), sources.get(1).name());
        assertEquals("b;\n", sources.get(1).text());
    }

    @Test
    void aByteOrderMarkIsNoText() throws IOException {
        assertEquals("<a>;\n", read("\uFEFFa;"));
        assertTrue(diagnostics.all().isEmpty());
    }

    @Test
    void bytesThatAreNotUtf8AreToldAndKept() throws IOException {
        Path main = folder.resolve("main.conf");
        Files.write(main, new byte[] {'a', ';', '\n', 'b', ' ', (byte) 0xC3, (byte) 0xA4, (byte) 0xE4, 'c', ';'});
        ConfigFile file = ConfigReader.read(main, null, diagnostics);
        assertEquals("<a>;\n<b> <ä\uFFFDc>;\n", StatementText.of(file.statements()));
        assertEquals(
                main + ":2:4: warning: byte 0xE4 is not UTF-8\n"
                        + " 2 | b ä\uFFFDc;\n"
                        + "   |    ^\n"
                        + "   help: it is read as U+FFFD; save the file as UTF-8\n",
                CaretRenderer.render(diagnostics));
    }

    @Test
    void anUnreadableMainFileIsToldWithoutAPlace() {
        Path main = folder.resolve("none.conf");
        assertTrue(ConfigReader.read(main, null, diagnostics).statements().isEmpty());
        assertEquals("error: cannot read \"" + main + "\": there is no such file\n", CaretRenderer.render(diagnostics));
    }

    @Test
    void theCommandLineComesFirst() throws IOException {
        Path main = write("main.conf", "a;");
        write("g.conf", "g;");
        ConfigFile file = ConfigReader.read(main, "include g.conf; pid /x; oops", diagnostics);
        assertEquals("<g>;\n<pid> </x>;\n<oops>;\n<a>;\n", StatementText.of(file.statements()));
        assertEquals("command line:1", only().subject().place());
    }

    private Diagnostic only() {
        assertEquals(1, diagnostics.all().size(), () -> CaretRenderer.render(diagnostics));
        return diagnostics.all().get(0);
    }

    private String read(String main) throws IOException {
        return StatementText.of(file(main).statements());
    }

    private ConfigFile file(String main) throws IOException {
        return ConfigReader.read(write("main.conf", main), null, diagnostics);
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
