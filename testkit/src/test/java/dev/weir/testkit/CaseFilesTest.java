package dev.weir.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaseFilesTest {
    private static final Function<String, String> SHOUT = text -> text.toUpperCase(Locale.ROOT);

    @TempDir
    Path folder;

    @Test
    void passesWhatIsAsExpected() throws Throwable {
        Files.writeString(folder.resolve("b.case"), "two\n----\nTWO\n");
        Files.writeString(folder.resolve("a.case"), "one\n----\nONE\n");
        Files.writeString(folder.resolve("readme.txt"), "no case");
        List<DynamicTest> tests = CaseFiles.in(folder, SHOUT, false).toList();
        assertEquals(
                List.of("a", "b"),
                tests.stream().map(DynamicTest::getDisplayName).toList());
        for (DynamicTest test : tests) {
            test.getExecutable().execute();
        }
    }

    @Test
    void showsTheDifference() throws Exception {
        Files.writeString(folder.resolve("a.case"), "one\ntwo\n----\nONE\nTOO\n");
        DynamicTest test = CaseFiles.in(folder, SHOUT, false).findFirst().orElseThrow();
        AssertionError failure =
                assertThrows(AssertionError.class, () -> test.getExecutable().execute());
        assertTrue(failure.getMessage().contains("  ONE\n- TOO\n+ TWO\n"), failure.getMessage());
    }

    @Test
    void refusesACaseWithoutExpectation() throws Exception {
        Files.writeString(folder.resolve("a.case"), "one\n");
        DynamicTest test = CaseFiles.in(folder, SHOUT, false).findFirst().orElseThrow();
        assertThrows(AssertionError.class, () -> test.getExecutable().execute());
    }

    @Test
    void takesAnEmptyInput() throws Throwable {
        Files.writeString(folder.resolve("a.case"), "----\n");
        CaseFiles.in(folder, SHOUT, false)
                .findFirst()
                .orElseThrow()
                .getExecutable()
                .execute();
    }

    @Test
    void refusesAFolderWithoutCases() {
        assertThrows(AssertionError.class, () -> CaseFiles.in(folder, SHOUT, false));
    }

    @Test
    void rewritesWhenAsked() throws Throwable {
        Path file = folder.resolve("a.case");
        Files.writeString(file, "one\n----\nwrong\n");
        CaseFiles.in(folder, SHOUT, true)
                .findFirst()
                .orElseThrow()
                .getExecutable()
                .execute();
        assertEquals("one\n----\nONE\n", Files.readString(file));
    }
}
