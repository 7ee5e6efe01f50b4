package dev.weir.stats.count;

import static dev.weir.config.directive.Context.LOCATION;
import static dev.weir.config.directive.Context.SERVER;

import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import dev.weir.core.http.Handler;
import dev.weir.stats.log.LogDispatcher;
import java.util.List;
import java.util.Optional;

/** The locations that print statistics. Thread: the one that builds the configuration. */
public final class StatsFeature implements Feature {

    /** The value is the fixed format; empty when the request chooses. */
    public static final Directive<Optional<StatFormat>> WS_STAT = Directive.named("ws_stat")
            .in(LOCATION)
            .doc("Answers GET and HEAD with the statistics of the whole process, as `text`, `json` or `prometheus`. "
                    + "Without an argument the request chooses by `?format=` or `Accept`; else it is text.")
            .example("ws_stat;")
            .takes(statFormat())
            .perLevel()
            .makes(Handler.class, (format, scope, assembly) -> statHandler(format, assembly));

    public static final Directive<Boolean> STUB_STATUS = Directive.named("stub_status")
            .in(SERVER, LOCATION)
            .doc("Answers with nginx's basic status: connections and requests.")
            .example("stub_status;")
            .takes(Args.words("", 0, 1).map(ignored -> true))
            .perLevel()
            .makes(
                    Handler.class,
                    (on, scope, assembly) -> new StubStatusHandler(
                            assembly.service(CounterBoard.class), assembly.service(HttpGauges.class)));

    private static Handler statHandler(Optional<StatFormat> format, Assembly assembly) {
        LogDispatcher log = assembly.service(LogDispatcher.class);
        return new StatHandler(assembly.service(CounterBoard.class), log::totals, format.orElse(null));
    }

    private static Arg<Optional<StatFormat>> statFormat() {
        return Args.of("[text | json | prometheus]", 0, 1, StatsFeature::readFormat);
    }

    private static Optional<StatFormat> readFormat(List<Word> args) throws Refusal {
        if (args.isEmpty()) {
            return Optional.empty();
        }
        Word word = args.get(0);
        StatFormat format = StatFormat.named(word.text());
        if (format == null) {
            boolean page = word.text().equals("html");
            throw new Refusal(
                    word, page ? "is not supported yet" : "is not a format", "expected text, json or prometheus");
        }
        return Optional.of(format);
    }

    @Override
    public List<Directive<?>> directives() {
        return List.of(WS_STAT, STUB_STATUS);
    }
}
