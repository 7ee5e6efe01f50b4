package dev.weir.config.scope;

import dev.weir.config.diagnostic.CaretRenderer;
import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.directive.Catalog;
import dev.weir.config.syntax.Source;
import dev.weir.config.syntax.SyntaxReader;
import dev.weir.testkit.CaseFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Wrong configurations and exactly what is told about them. */
class BinderCasesTest {
    private static final Catalog CATALOG = new Catalog(List.of(new TestFeature()));

    @TestFactory
    Stream<DynamicTest> cases() {
        return CaseFiles.in(Path.of("src/test/cases/binder"), BinderCasesTest::complaints);
    }

    private static String complaints(String text) {
        Diagnostics diagnostics = new Diagnostics();
        Binder.bind(SyntaxReader.read(new Source("edge.conf", text), diagnostics), CATALOG, diagnostics);
        return CaretRenderer.render(diagnostics);
    }
}
