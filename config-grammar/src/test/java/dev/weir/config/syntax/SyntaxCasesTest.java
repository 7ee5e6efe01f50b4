package dev.weir.config.syntax;

import dev.weir.config.diagnostic.CaretRenderer;
import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.testkit.CaseFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Texts and what they are read as: the statements, then the complaints. */
class SyntaxCasesTest {

    @TestFactory
    Stream<DynamicTest> cases() {
        return CaseFiles.in(Path.of("src/test/cases/syntax"), SyntaxCasesTest::read);
    }

    private static String read(String text) {
        Diagnostics diagnostics = new Diagnostics();
        List<Statement> statements = SyntaxReader.read(new Source("edge.conf", text), diagnostics);
        return StatementText.of(statements) + CaretRenderer.render(diagnostics);
    }
}
