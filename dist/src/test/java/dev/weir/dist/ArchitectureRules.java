package dev.weir.dist;

import java.util.List;
import java.util.Optional;

/**
 * Who must not know whom, by package. Maven holds the edges between modules too; said here again so that a wrong import
 * is told with its reason.
 */
final class ArchitectureRules {
    /**
     * One forbidden direction.
     *
     * @param from packages that start so
     * @param to must not import what starts so
     * @param except unless it starts so; empty when there is no exception
     */
    private record Rule(String from, String to, String except, String reason) {
        Rule(String from, String to, String reason) {
            this(from, to, "", reason);
        }

        boolean isBrokenBy(String packageName, String imported) {
            return within(packageName, from)
                    && imported.startsWith(to)
                    && (except.isEmpty() || !within(packageName, except) && !imported.startsWith(except));
        }

        private static boolean within(String packageName, String prefix) {
            return (packageName + ".").startsWith(prefix);
        }
    }

    private static final List<Rule> RULES = List.of(
            new Rule("dev.weir.config.", "dev.weir.core.", "the language knows no network"),
            new Rule("dev.weir.core.", "dev.weir.config.", "the core knows no configuration"),
            new Rule("dev.weir.config.", "dev.weir.proxy.", "the language knows no directive"),
            new Rule("dev.weir.config.", "dev.weir.stats.", "the language knows no directive"),
            new Rule("dev.weir.proxy.", "dev.weir.push.", "features meet in the core's interfaces only"),
            new Rule("dev.weir.proxy.", "dev.weir.stats.", "features meet in the core's interfaces only"),
            new Rule("dev.weir.push.", "dev.weir.proxy.", "features meet in the core's interfaces only"),
            new Rule("dev.weir.push.", "dev.weir.stats.", "features meet in the core's interfaces only"),
            new Rule("dev.weir.stats.", "dev.weir.proxy.", "features meet in the core's interfaces only"),
            new Rule("dev.weir.stats.", "dev.weir.push.", "features meet in the core's interfaces only"),
            new Rule("dev.weir.core.loop.", "dev.weir.core.http.", "the loop moves bytes, whatever they mean"),
            new Rule("dev.weir.core.loop.", "dev.weir.core.ws.", "the loop moves bytes, whatever they mean"),
            new Rule("dev.weir.core.loop.", "dev.weir.core.route.", "the loop moves bytes, whatever they mean"),
            new Rule("dev.weir.core.buffer.", "dev.weir.core.loop.", "buffers serve the loop, not the reverse"),
            new Rule("dev.weir.core.ws.", "dev.weir.core.loop.", "the codec has no I/O"),
            new Rule("dev.weir.core.ws.", "dev.weir.core.route.", "the codec knows no locations"),
            new Rule("dev.weir.", "org.antlr.", "dev.weir.config.syntax.", "one class reads with ANTLR"),
            new Rule("dev.weir.", "com.lmax.", "dev.weir.stats.", "the ring belongs to the log"),
            new Rule("dev.weir.", "dev.weir.dist.", "dev.weir.dist.", "the program is the outermost ring"),
            new Rule("dev.weir.", "dev.weir.testkit.", "dev.weir.testkit.", "fixtures are not shipped"),
            new Rule("dev.weir.", "org.junit.", "dev.weir.testkit.", "tests are not shipped"));

    private ArchitectureRules() {}

    /** What is wrong with a class of {@code packageName} importing {@code imported}; empty when nothing is. */
    static Optional<String> brokenBy(String packageName, String imported) {
        return RULES.stream()
                .filter(rule -> rule.isBrokenBy(packageName, imported))
                .findFirst()
                .map(rule -> "imports " + imported + ", but " + rule.reason());
    }
}
