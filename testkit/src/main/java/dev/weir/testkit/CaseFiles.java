package dev.weir.testkit;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;

/**
 * Tests that live in files: an input, a line {@code ----}, the text expected for it.
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> cases() {
 *     return CaseFiles.in(Path.of("src/test/cases/syntax"), this::render);
 * }
 * }</pre>
 *
 * <p>Each file {@code *.case} of the folder is one test. With {@code -Dcases.update} the files are rewritten instead of
 * compared, for a reader to judge by the difference in version control. Thread: any; stateless.
 */
public final class CaseFiles {
    private static final String SEPARATOR = "----\n";
    private static final String SUFFIX = ".case";

    private CaseFiles() {}

    /**
     * One test for each case of a folder, in the order of names.
     *
     * @param actual from the input to the text that is compared; both end with a line feed unless they are empty
     */
    public static Stream<DynamicTest> in(Path folder, Function<String, String> actual) {
        return in(folder, actual, System.getProperty("cases.update") != null);
    }

    static Stream<DynamicTest> in(Path folder, Function<String, String> actual, boolean update) {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path file : files(folder)) {
            String name = file.getFileName().toString();
            tests.add(DynamicTest.dynamicTest(
                    name.substring(0, name.length() - SUFFIX.length()), file.toUri(), () -> run(file, actual, update)));
        }
        Assertions.assertFalse(tests.isEmpty(), "no *" + SUFFIX + " in " + folder.toAbsolutePath());
        return tests.stream();
    }

    private static List<Path> files(Path folder) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            found.forEach(files::add);
        } catch (IOException e) {
            throw new AssertionError("cannot list the cases of " + folder.toAbsolutePath(), e);
        }
        files.sort(null);
        return files;
    }

    private static void run(Path file, Function<String, String> actual, boolean update) throws IOException {
        String text = Files.readString(file);
        int separator = text.startsWith(SEPARATOR) ? 0 : text.indexOf("\n" + SEPARATOR) + 1;
        boolean complete = separator > 0 || text.startsWith(SEPARATOR);
        String input = complete ? text.substring(0, separator) : text;
        String expected = complete ? text.substring(separator + SEPARATOR.length()) : null;
        String found = actual.apply(input);
        if (update) {
            Files.writeString(file, input + SEPARATOR + found);
            return;
        }
        Assertions.assertNotNull(expected, file + " has no line ----; run with -Dcases.update to add what is found");
        Assertions.assertEquals(expected, found, () -> difference(file, expected, found));
    }

    /** The expected text with the lines that differ marked {@code -} (missing) and {@code +} (found instead). */
    static String difference(Path file, String expected, String found) {
        List<String> before = expected.lines().toList();
        List<String> after = found.lines().toList();
        int[][] common = commonTails(before, after);
        StringBuilder out = new StringBuilder(file + " differs (-Dcases.update rewrites it)\n");
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
                out.append("  ").append(before.get(i++)).append('\n');
                j++;
            } else if (j == after.size() || (i < before.size() && common[i + 1][j] >= common[i][j + 1])) {
                out.append("- ").append(before.get(i++)).append('\n');
            } else {
                out.append("+ ").append(after.get(j++)).append('\n');
            }
        }
        return out.toString();
    }

    /** How many lines are common, in order, from line i of one text and line j of the other. */
    private static int[][] commonTails(List<String> before, List<String> after) {
        int[][] common = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                common[i][j] = before.get(i).equals(after.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }
}
