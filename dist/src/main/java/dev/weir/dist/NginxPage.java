package dev.weir.dist;

import dev.weir.config.directive.Catalog;
import dev.weir.dist.NginxAnswers.Answer;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeSet;

/** The reference page of all directives of nginx with Weir's answers, in Markdown. Thread: any; stateless. */
final class NginxPage {
    private NginxPage() {}

    static String of(Catalog catalog) {
        NginxAnswers answers = new NginxAnswers(catalog);
        Map<NginxAnswers.Kind, Integer> counts = new EnumMap<>(NginxAnswers.Kind.class);
        StringBuilder rows = new StringBuilder();
        for (String name : new TreeSet<>(catalog.nginxNames())) {
            Answer answer = answers.to(name);
            counts.merge(answer.kind(), 1, Integer::sum);
            rows.append("| `").append(name).append("` | ");
            rows.append(cell(name, answer).replace("|", "\\|")).append(" |\n");
        }
        return head(counts) + rows;
    }

    private static String cell(String name, Answer answer) {
        String link = "[%s](directives.md#" + name + ")";
        return switch (answer.kind()) {
            case RUNS -> link.formatted("runs");
            case NO_EFFECT -> link.formatted("no effect") + ": " + answer.why();
            case MISSING -> answer.why();
        };
    }

    private static String head(Map<NginxAnswers.Kind, Integer> counts) {
        return """
                # nginx's directives

                <!-- Written by "weir --reference" from the declarations in the program: do not edit. -->

                Every directive of nginx's public index, those of its mail, stream and commercial modules included, with
                Weir's answer: %d run, %d are accepted without effect, the rest is missing, which is an error that says
                so. A name that nginx has in several modules stands here once. `weir --from-nginx FILE` gives these
                answers for a file that you have.

                | Directive | Weir |
                |---|---|
                """.formatted(
                counts.getOrDefault(NginxAnswers.Kind.RUNS, 0), counts.getOrDefault(NginxAnswers.Kind.NO_EFFECT, 0));
    }
}
