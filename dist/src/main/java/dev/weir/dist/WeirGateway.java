package dev.weir.dist;

import dev.weir.config.directive.Catalog;
import dev.weir.config.reference.ReferencePage;
import dev.weir.config.syntax.Source;
import dev.weir.stats.count.ConnectionCounts;
import dev.weir.stats.count.CounterBoard;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;

/** The server behind the program's frame. Thread: main. */
final class WeirGateway implements Gateway {

    @Override
    public Prepared prepare(CommandLine commandLine, PrintStream err) throws StartFailure {
        Configuration configuration = Configuration.read(commandLine);
        if (configuration.diagnostics().hasErrors()) {
            configuration.tell(err);
        }
        Engine engine = engine(configuration, commandLine);
        configuration.tell(err);
        return new Ready(engine, commandLine);
    }

    private static Engine engine(Configuration configuration, CommandLine commandLine) throws StartFailure {
        try {
            return new Engine(configuration, commandLine);
        } catch (IOException e) {
            throw new StartFailure("cannot start: " + e.getMessage());
        }
    }

    @Override
    public int test(CommandLine commandLine, PrintStream out, PrintStream err) {
        Configuration configuration = Configuration.read(commandLine);
        try {
            if (!configuration.diagnostics().hasErrors()) {
                engine(configuration, commandLine);
                LogFolders.check(configuration.file().statements(), commandLine.prefix(), configuration.diagnostics());
            }
            configuration.tell(err);
        } catch (StartFailure e) {
            err.println("weir: configuration file " + commandLine.configuration() + " test failed");
            return 1;
        }
        if (!commandLine.quiet()) {
            err.println("weir: the configuration file " + commandLine.configuration() + " syntax is ok");
            err.println("weir: configuration file " + commandLine.configuration() + " test is successful");
        }
        if (commandLine.action() == CommandLine.Action.DUMP) {
            for (Source source : configuration.file().sources()) {
                out.println("# configuration file " + source.name() + ":");
                out.println(source.text());
            }
        }
        return 0;
    }

    @Override
    public int report(CommandLine commandLine, PrintStream out) throws StartFailure {
        Configuration configuration = Configuration.read(commandLine);
        if (!configuration.diagnostics().hasErrors()) {
            engine(configuration, commandLine);
        }
        return new NginxReport(configuration).print(out);
    }

    @Override
    public void writeReference(Path folder) throws StartFailure {
        try {
            Files.createDirectories(folder);
            Catalog catalog = new Catalog(Features.all());
            Files.writeString(folder.resolve("directives.md"), ReferencePage.directives(catalog));
            Files.writeString(folder.resolve("nginx.md"), NginxPage.of(catalog));
            Files.writeString(
                    folder.resolve("variables.md"),
                    VariablesPage.of(
                            Engine.variables(new SplittableRandom(), new ConnectionCounts(new CounterBoard(1)))));
        } catch (IOException e) {
            throw new StartFailure("cannot write the reference: " + e.getMessage());
        }
    }

    private record Ready(Engine engine, CommandLine commandLine) implements Prepared {
        @Override
        public Path pidFile() {
            return engine.settings().pidFile();
        }

        @Override
        public boolean daemon() {
            return engine.settings().daemon();
        }

        @Override
        public Running start(IntConsumer ended) throws StartFailure {
            engine.start();
            return new Serving(engine, new Reload(engine, commandLine), ended);
        }
    }
}
