package dev.weir.stats;

import dev.weir.config.diagnostic.Diagnostic;
import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Catalog;
import dev.weir.config.directive.Context;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.scope.Binder;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.ConfigReader;
import dev.weir.config.syntax.Word;
import dev.weir.core.variable.CoreVariables;
import dev.weir.core.variable.Variables;
import dev.weir.stats.count.CounterBoard;
import dev.weir.stats.count.StatsFeature;
import dev.weir.stats.log.AccessLogFeature;
import dev.weir.stats.log.ErrorLogFeature;
import dev.weir.stats.log.FrameLogFeature;
import dev.weir.stats.log.LogDispatcher;
import dev.weir.stats.log.WsVariables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Configuration text bound with this module's directives, and the parts they make. Thread: the test's. */
public final class Blocks implements Feature {
    private static final Directive<Boolean> HTTP =
            Directive.named("http").in(Context.MAIN).takes(Args.none()).opens(Context.HTTP);
    private static final Directive<Boolean> SERVER =
            Directive.named("server").in(Context.HTTP).takes(Args.none()).opens(Context.SERVER);
    private static final Directive<Word> LOCATION = Directive.named("location")
            .in(Context.SERVER)
            .takes(Args.word("uri"))
            .opens(Context.LOCATION);

    @Override
    public List<Directive<?>> directives() {
        return List.of(HTTP, SERVER, LOCATION);
    }

    /** What the text meant. */
    public record Bound(Scope main, Catalog catalog, Diagnostics diagnostics) {

        /** The scope of the first location of the first server. */
        public Scope location() {
            return server().blocks(LOCATION).get(0);
        }

        public Scope server() {
            return main.blocks(HTTP).get(0).blocks(SERVER).get(0);
        }

        /** The problems told, one a line. */
        public List<String> problems() {
            return diagnostics.all().stream().map(Diagnostic::problem).toList();
        }

        /** Builds the parts of a kind for the location. */
        public <P> List<P> parts(Class<P> kind, LogDispatcher dispatcher) {
            return assembly(dispatcher).parts(kind, location(), catalog);
        }

        public Assembly assembly(LogDispatcher dispatcher) {
            return new Assembly(diagnostics)
                    .with(LogDispatcher.class, dispatcher)
                    .with(CounterBoard.class, new CounterBoard(1))
                    .with(Variables.class, variables());
        }
    }

    /** All variables there are in this module and the core. */
    public static Variables variables() {
        Variables variables = new Variables();
        CoreVariables.define(variables, new Random(1));
        WsVariables.define(variables);
        return variables;
    }

    /** Binds the text of a whole configuration. */
    public static Bound bind(Path folder, String text) throws IOException {
        Path file = Files.writeString(folder.resolve("weir.conf"), text);
        Diagnostics diagnostics = new Diagnostics();
        Catalog catalog = new Catalog(List.of(
                new Blocks(),
                new StatsFeature(),
                new FrameLogFeature(),
                new AccessLogFeature(),
                new ErrorLogFeature()));
        Scope main = Binder.bind(ConfigReader.read(file, null, diagnostics).statements(), catalog, diagnostics);
        return new Bound(main, catalog, diagnostics);
    }

    /** Binds what stands in a server, with one empty location. */
    public static Bound inServer(Path folder, String text) throws IOException {
        return bind(folder, "http { server { " + text + " location / { } } }");
    }
}
