package dev.weir.dist;

import dev.weir.config.directive.Catalog;
import dev.weir.config.directive.Directive;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;

/**
 * What Weir answers to a directive of nginx: it runs, it is accepted without effect, or it is missing, and why.
 *
 * <p>The first two are read off the catalogue, where the text of one without effect begins with {@link #ACCEPTED}.
 * Thread: main.
 */
final class NginxAnswers {
    /** How the text of a directive begins that is taken without doing anything. */
    private static final String ACCEPTED = "Accepted";

    private static final String RESOURCE = "nginx-answers.txt";

    private final Catalog catalog;
    private final TreeMap<String, String> missing = new TreeMap<>();

    /** What becomes of a directive. */
    enum Kind {
        RUNS,
        NO_EFFECT,
        MISSING
    }

    /** @param why what there is to say; empty when it runs */
    record Answer(Kind kind, String why) {
        private static final Answer RUNS = new Answer(Kind.RUNS, "");
    }

    NginxAnswers(Catalog catalog) {
        this.catalog = catalog;
        read().lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line ->
                        missing.put(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1)));
    }

    private static String read() {
        try (InputStream in = NginxAnswers.class.getResourceAsStream(RESOURCE)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The answer to a name, wherever it may stand. */
    Answer to(String name) {
        List<Directive<?>> known = catalog.named(name);
        if (known.isEmpty()) {
            return new Answer(Kind.MISSING, whyMissing(name));
        }
        return known.stream().allMatch(NginxAnswers::isWithoutEffect) ? to(known.get(0)) : Answer.RUNS;
    }

    /** The answer to one of the directives of a name. */
    static Answer to(Directive<?> directive) {
        return isWithoutEffect(directive) ? new Answer(Kind.NO_EFFECT, reason(directive.doc())) : Answer.RUNS;
    }

    private static boolean isWithoutEffect(Directive<?> directive) {
        return directive.doc().startsWith(ACCEPTED);
    }

    /** The text without its first words. */
    private static String reason(String doc) {
        String rest = doc.substring(ACCEPTED.length()).replaceFirst("^( without effect| with a warning)?[:;.,]? *", "");
        return rest.isEmpty() ? "Weir does not need it" : rest.replaceFirst("\\.$", "");
    }

    private String whyMissing(String name) {
        String exact = missing.get(name);
        for (int end = name.length(); exact == null; end--) {
            exact = missing.get(name.substring(0, end) + "*");
        }
        return exact;
    }
}
