package dev.weir.stats.log;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.LOCATION;
import static dev.weir.config.directive.Context.MAIN;
import static dev.weir.config.directive.Context.SERVER;

import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Context;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.directive.Refusal;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Word;
import java.util.List;

/** nginx's {@code error_log} (ngx_core_module). Thread: the one that builds the configuration. */
public final class ErrorLogFeature implements Feature {
    private static final Choice STANDARD = new Choice("logs/error.log", ErrorLevel.ERROR);

    /**
     * What one {@code error_log} says.
     *
     * @param file its path, {@code /dev/stderr} for {@code stderr}
     * @param level the mildest level that is logged
     */
    public record Choice(String file, ErrorLevel level) {}

    public static final Directive<List<Choice>> ERROR_LOG = Directive.named("error_log")
            .in(MAIN, HTTP, SERVER, LOCATION)
            .doc("Where errors are logged: a file or `stderr`, from the *level* on (`error`). Levels: `debug`, `info`, "
                    + "`notice`, `warn`, `error`, `crit`, `alert`, `emerg`. Weir has one error log for the whole "
                    + "process: those of the main level, else those of `http`; what stands further in is accepted "
                    + "with a warning. Where nothing is said: `logs/error.log error`.")
            .example("error_log logs/error.log warn;")
            .takes(Args.of(
                    "file | stderr [debug|info|notice|warn|error|crit|alert|emerg]", 1, 2, ErrorLogFeature::read))
            .repeatable();

    private static Choice read(List<Word> args) throws Refusal {
        Word path = args.get(0);
        if (path.text().startsWith("syslog:") || path.text().startsWith("memory:")) {
            throw new Refusal(path, "is not supported yet", "the error log goes to a file or to stderr");
        }
        ErrorLevel level = ErrorLevel.ERROR;
        if (args.size() > 1) {
            level = ErrorLevel.byLabel().get(args.get(1).text());
            if (level == null) {
                String levels = String.join(", ", ErrorLevel.byLabel().keySet());
                throw new Refusal(args.get(1), "is not a level", "the levels are " + levels);
            }
        }
        return new Choice(path.text().equals("stderr") ? "/dev/stderr" : path.text(), level);
    }

    /**
     * The error logs in effect for the process.
     *
     * @param main the outermost scope
     */
    public static List<Choice> choices(Scope main) {
        if (main.hasOwn(ERROR_LOG)) {
            return main.get(ERROR_LOG);
        }
        for (Scope block : main.children()) {
            if (block.context() == Context.HTTP && block.hasOwn(ERROR_LOG)) {
                return block.get(ERROR_LOG);
            }
        }
        return List.of(STANDARD);
    }

    /** An error log of a server or a location has no effect of its own. */
    @Override
    public void check(Scope scope, Diagnostics diagnostics) {
        boolean governs = scope.context() == Context.MAIN
                || scope.context() == Context.HTTP && !scope.parent().hasOwn(ERROR_LOG);
        if (!governs && scope.hasOwn(ERROR_LOG)) {
            diagnostics.warning(
                    scope.where(ERROR_LOG),
                    "error_log has no effect here",
                    "Weir has one error log for the whole process; it is told at the main level");
        }
    }

    @Override
    public List<Directive<?>> directives() {
        return List.of(ERROR_LOG);
    }
}
