package dev.weir.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The rules of style and of structure that a program can judge, over the sources of all modules. An exception has its
 * line, with its reason, in {@link TidyExceptions}; one that is no longer needed fails as well.
 */
class TidyTest {
    private static final int FILE_LINES = 400;
    private static final int FILE_LINES_AT_MOST = 450;
    private static final int METHOD_LINES = 60;
    private static final int COLUMNS = 120;
    private static final Pattern VAGUE_NAME =
            Pattern.compile("\\b(?:class|record|interface|enum)\\s+(\\w*(?:Manager|Helper|Utils?|Impl))\\b");
    private static final Pattern GETTER =
            Pattern.compile("^\\s++(?!return )(?:public |static |final )*[\\w<>\\[\\], ?]+ get[A-Z]\\w*\\(");
    private static final Pattern PROMISE = Pattern.compile("\\b(?:TODO|FIXME|XXX)\\b");
    private static final Pattern EMPTY_CATCH = Pattern.compile("catch\\s*\\([^)]*\\)\\s*\\{\\s*}");
    private static final Pattern SLEEP = Pattern.compile("\\bThread\\s*\\.\\s*sleep\\b|\\bLockSupport\\.park");
    private static final Pattern DISABLED = Pattern.compile("@Disabled|\\bassume(?:True|False)\\(");
    private static final Pattern REFLECTION =
            Pattern.compile("java\\.lang\\.reflect|Class\\.forName|ServiceLoader|getDeclared(?:Field|Method)");
    private static final Pattern FINAL_CLASS = Pattern.compile(
            "(?m)^(?:public )?final class (\\w+)(?![^{]*\\bextends \\w*(?:Exception|Error|Failure|Fault)\\b)");

    private static SourceTree main;
    private static SourceTree test;

    @BeforeAll
    static void readSources() throws IOException {
        main = SourceTree.main();
        test = SourceTree.test();
        assertTrue(main.files().size() > 20, "no sources found");
    }

    @Test
    void filesAreShort() {
        check("file length", main, (file, report) -> {
            int lines = file.lines().size();
            if (lines > FILE_LINES) {
                report.accept(lines + " lines");
            }
        });
    }

    @Test
    void noFileIsEverLong() {
        List<String> tooLong = main.files().stream()
                .filter(file -> file.lines().size() > FILE_LINES_AT_MOST)
                .map(SourceTree.File::path)
                .toList();
        assertEquals(
                List.of(), tooLong, "longer than " + FILE_LINES_AT_MOST + " lines, for which there is no exception");
    }

    @Test
    void methodsAreShort() {
        check("method length", main, (file, report) -> {
            for (SourceTree.Method method : file.methods()) {
                if (method.lines() > METHOD_LINES) {
                    report.accept(method.name() + " has " + method.lines() + " lines");
                }
            }
        });
    }

    @Test
    void linesAreNarrow() {
        check("line width", main.and(test), (file, report) -> {
            for (String line : file.lines()) {
                // The formatter leaves a long literal whole, and so may we: tables of cases are easier to read so.
                if (line.length() > COLUMNS && !line.contains("\"")) {
                    report.accept(line.strip());
                }
            }
        });
    }

    @Test
    void namesSaySomething() {
        check("vague name", main, each(VAGUE_NAME));
        check("getter", main, TidyTest::reportGetters);
    }

    /** A method that overrides has the name that it must have. */
    private static void reportGetters(SourceTree.File file, Consumer<String> report) {
        String before = "";
        for (String line : file.code().lines().toList()) {
            if (GETTER.matcher(line).find() && !before.contains("@Override")) {
                report.accept(line.strip());
            }
            before = line;
        }
    }

    @Test
    void everyPackageIsExplained() {
        Map<String, Boolean> explained = new TreeMap<>();
        for (SourceTree.File file : main.files()) {
            explained.merge(file.module() + " " + file.packageName(), file.isPackageInfo(), Boolean::logicalOr);
        }
        explained.values().removeIf(Boolean::booleanValue);
        assertEquals(Map.of(), explained, "packages without package-info.java");
    }

    @Test
    void nothingIsPutOff() {
        check("promise", main.and(test).without("TidyTest"), (file, report) -> {
            if (PROMISE.matcher(file.text()).find()) {
                report.accept("TODO");
            }
        });
    }

    @Test
    void noExceptionIsSwallowed() {
        check("empty catch", main.and(test), each(EMPTY_CATCH));
    }

    @Test
    void testsNeitherSleepNorSkip() {
        check("sleep in a test", test.without("TidyTest"), each(SLEEP));
        check("skipped test", test.without("TidyTest"), each(DISABLED));
    }

    @Test
    void wiringIsExplicit() {
        check("reflection", main, each(REFLECTION));
    }

    @Test
    void everyMachineNamesItsThread() {
        check("thread not named", main, (file, report) -> {
            Matcher machine = FINAL_CLASS.matcher(file.code());
            // A class that nobody can instantiate is a place for names; it has no state to guard.
            if (machine.find()
                    && !file.code().contains("private " + machine.group(1) + "() {}")
                    && !file.text().contains("Thread:")) {
                report.accept("its comment lacks \"Thread: …\"");
            }
        });
    }

    @Test
    void modulesAndPackagesKeepTheirEdges() {
        check("dependency", main, (file, report) -> {
            for (String imported : file.imports()) {
                ArchitectureRules.brokenBy(file.packageName(), imported).ifPresent(report);
            }
        });
    }

    private interface Rule {
        void judge(SourceTree.File file, Consumer<String> report);
    }

    private static Rule each(Pattern pattern) {
        return (file, report) -> pattern.matcher(file.code()).results().forEach(hit -> report.accept(hit.group()));
    }

    /** Demands that exactly the listed exceptions break the rule. */
    private static void check(String name, SourceTree tree, Rule rule) {
        List<String> complaints = new ArrayList<>();
        List<String> excused = new ArrayList<>(TidyExceptions.of(name));
        for (SourceTree.File file : tree.files()) {
            List<String> broken = new ArrayList<>();
            rule.judge(file, broken::add);
            if (!broken.isEmpty() && !excused.remove(file.name())) {
                broken.forEach(why -> complaints.add(file.path() + ": " + why));
            }
        }
        excused.removeIf(file -> tree.files().stream().noneMatch(f -> f.name().equals(file)));
        excused.forEach(file -> complaints.add(file + " no longer needs its exception"));
        assertTrue(
                complaints.isEmpty(),
                () -> name + ":\n"
                        + complaints.stream().map(line -> "  " + line).collect(Collectors.joining("\n")));
    }
}
