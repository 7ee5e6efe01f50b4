package dev.weir.dist;

import dev.weir.config.diagnostic.CaretRenderer;
import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.directive.Catalog;
import dev.weir.config.scope.Binder;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.ConfigFile;
import dev.weir.config.syntax.ConfigReader;
import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;

/**
 * A configuration as it was read and bound, before anything is built of it.
 *
 * @param catalog what it was bound by
 * @param file its text
 * @param main the outermost scope
 * @param diagnostics everything there was to complain of so far
 * @param quiet whether warnings are of no interest: a running Weir that gets a signal has told them at its start
 */
record Configuration(Catalog catalog, ConfigFile file, Scope main, Diagnostics diagnostics, boolean quiet) {

    static Configuration read(CommandLine commandLine) {
        Diagnostics diagnostics = new Diagnostics();
        // Beside the reading, for the classes of three hundred directives take as long to load as many a file to read.
        CompletableFuture<Catalog> made = CompletableFuture.supplyAsync(
                () -> new Catalog(Features.all()), work -> new Thread(work, "catalog").start());
        String globals = commandLine.globals().isEmpty() ? null : commandLine.globals();
        ConfigFile file = ConfigReader.read(commandLine.configuration(), globals, diagnostics);
        Catalog catalog = made.join();
        Scope main = Binder.bind(file.statements(), catalog, diagnostics);
        boolean quiet = commandLine.action() == CommandLine.Action.SIGNAL;
        return new Configuration(catalog, file, main, diagnostics, quiet);
    }

    /**
     * Prints all complaints.
     *
     * @throws StartFailure when one of them is an error
     */
    void tell(PrintStream err) throws StartFailure {
        if (!diagnostics.all().isEmpty() && (diagnostics.hasErrors() || !quiet)) {
            err.print(CaretRenderer.render(diagnostics));
        }
        if (diagnostics.hasErrors()) {
            throw StartFailure.told();
        }
    }
}
