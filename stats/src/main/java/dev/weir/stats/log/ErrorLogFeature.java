package dev.weir.stats.log;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.LOCATION;
import static dev.weir.config.directive.Context.MAIN;
import static dev.weir.config.directive.Context.SERVER;

import dev.weir.config.directive.Args;
import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Context;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.directive.Refusal;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Span;
import dev.weir.config.syntax.Word;
import dev.weir.core.http.Gate;
import java.util.List;

/** nginx's {@code error_log} (ngx_core_module). Thread: the one that builds the configuration. */
public final class ErrorLogFeature implements Feature {
    private static final Choice STANDARD = new Choice("logs/error.log", ErrorLevel.ERROR);

    /**
     * What one {@code error_log} says.
     *
     * @param file its path, {@code /dev/stderr} for {@code stderr}; null for a syslog server
     * @param syslog null for a file
     * @param level the mildest level that is logged
     * @param place where it is written; null for what nobody wrote
     */
    public record Choice(String file, Syslog syslog, ErrorLevel level, Span place) {
        public Choice(String file, ErrorLevel level) {
            this(file, null, level, null);
        }
    }

    public static final Directive<List<Choice>> ERROR_LOG = Directive.named("error_log")
            .in(MAIN, HTTP, SERVER, LOCATION)
            .doc(
                    "Where errors are logged: a file, `stderr`, or a syslog server (see `access_log`), from the *level* on "
                            + "(`error`). Levels: `debug`, `info`, `notice`, `warn`, `error`, `crit`, `alert`, `emerg`. Messages "
                            + "about a request go to the logs of its location or server, all others to those of the main "
                            + "level. Several may stand on one level. Where nothing is said: `logs/error.log error`.")
            .example("error_log logs/error.log warn;")
            .takes(Args.of(
                    "file | stderr | syslog:server=address [debug|info|notice|warn|error|crit|alert|emerg]",
                    1,
                    2,
                    ErrorLogFeature::read))
            .repeatable()
            .makes(Gate.class, ErrorLogFeature::own);

    private static Choice read(List<Word> args) throws Refusal {
        Word path = args.get(0);
        if (path.text().startsWith("memory:")) {
            throw new Refusal(path, "is not supported yet", "the error log goes to a file, to stderr or to syslog");
        }
        ErrorLevel level = ErrorLevel.ERROR;
        if (args.size() > 1) {
            level = ErrorLevel.byLabel().get(args.get(1).text());
            if (level == null) {
                String levels = String.join(", ", ErrorLevel.byLabel().keySet());
                throw new Refusal(args.get(1), "is not a level", "the levels are " + levels);
            }
        }
        if (Syslog.isMeant(path)) {
            return new Choice(null, Syslog.read(path), level, path.span());
        }
        return new Choice(path.text().equals("stderr") ? "/dev/stderr" : path.text(), null, level, path.span());
    }

    /**
     * The error logs in effect for the process.
     *
     * @param main the outermost scope
     */
    public static List<Choice> choices(Scope main) {
        return main.hasOwn(ERROR_LOG) ? main.get(ERROR_LOG) : List.of(STANDARD);
    }

    /**
     * The error logs for messages about connections, where neither a server nor a location has its own: those of
     * {@code http}.
     *
     * @param choices those of the process, which are taken when {@code http} has none
     */
    public static List<Choice> ofConnections(Scope main, List<Choice> choices) {
        for (Scope block : main.children()) {
            if (block.context() == Context.HTTP && block.hasOwn(ERROR_LOG)) {
                return block.get(ERROR_LOG);
            }
        }
        return choices;
    }

    /** Null where the logs of {@code http} or of the process are in effect: then no request needs to be followed. */
    private static Gate own(List<Choice> choices, Scope scope, Assembly assembly) {
        for (Scope at = scope; at.context() != Context.HTTP && at.context() != Context.MAIN; at = at.parent()) {
            if (at.hasOwn(ERROR_LOG)) {
                LogDispatcher dispatcher = assembly.service(LogDispatcher.class);
                List<ErrorLog.Target> targets = ErrorLog.targets(dispatcher, choices);
                dispatcher.errorRoutes().expect(targets);
                return dispatcher.errorRoutes().gate(targets);
            }
        }
        return null;
    }

    @Override
    public List<Directive<?>> directives() {
        return List.of(ERROR_LOG);
    }
}
