package dev.weir.dist;

import dev.weir.config.diagnostic.Diagnostic;
import dev.weir.config.syntax.Span;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/**
 * Takes a changed configuration into use: reads, checks and builds all of it beside the one that serves, and only then
 * puts it in force. Whatever is wrong with it is told in the error log and changes nothing.
 *
 * <p>Thread: main.
 */
final class Reload {
    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);
    private static final Marker EMERG = MarkerFactory.getMarker("emerg");
    private static final Marker NOTICE = MarkerFactory.getMarker("notice");

    private final Engine engine;
    private final CommandLine commandLine;

    Reload(Engine engine, CommandLine commandLine) {
        this.engine = engine;
        this.commandLine = commandLine;
    }

    void run() {
        LOG.info(NOTICE, "reconfiguring");
        try {
            Configuration configuration = Configuration.read(commandLine);
            Plan plan = configuration.diagnostics().hasErrors() ? null : engine.plan(configuration);
            configuration.diagnostics().all().forEach(Reload::tell);
            if (configuration.diagnostics().hasErrors()) {
                throw new StartFailure("the configuration has errors");
            }
            engine.enter(plan);
            LOG.info(NOTICE, "reload is done: generation {} of the configuration is in force", engine.generation());
        } catch (StartFailure | IOException e) {
            engine.forget();
            LOG.error(EMERG, "reload failed: {}; the running configuration stays in force", e.getMessage());
        } catch (RuntimeException e) {
            engine.forget();
            LOG.error(EMERG, "internal error: reload failed; the running configuration stays in force", e);
        }
    }

    /** One line for each complaint, with its place, as nginx has it. */
    private static void tell(Diagnostic diagnostic) {
        String help = diagnostic.help() == null ? "" : "; " + diagnostic.help();
        String text = diagnostic.problem() + help + place(diagnostic.subject());
        if (diagnostic.severity() == Diagnostic.Severity.ERROR) {
            LOG.error(EMERG, "{}", text);
        } else {
            LOG.warn("{}", text);
        }
    }

    private static String place(Span subject) {
        return subject == null ? "" : " in " + subject.source().name() + ":" + subject.line();
    }
}
