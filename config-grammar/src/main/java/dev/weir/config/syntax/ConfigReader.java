package dev.weir.config.syntax;

import dev.weir.config.diagnostic.Diagnostics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a configuration: the directives of the command line, the main file, and what both include.
 *
 * <p>Thread: the one that reads the configuration.
 */
public final class ConfigReader {
    /** What diagnostics call the directives that {@code -g} gives. */
    public static final String COMMAND_LINE = "command line";

    private ConfigReader() {}

    /**
     * Reads {@code main}; relative includes start at its directory, as they do at nginx's configuration prefix.
     *
     * @param main the main file; diagnostics call it so
     * @param globals directives of {@code -g}, which stand before the file's; null when there are none
     * @param diagnostics takes every mistake, an unreadable file too
     */
    public static ConfigFile read(Path main, String globals, Diagnostics diagnostics) {
        SourceFiles files = new SourceFiles(diagnostics);
        Includes includes = new Includes(main, files, diagnostics);
        List<Statement> statements = new ArrayList<>();
        if (globals != null) {
            Source commandLine = new Source(COMMAND_LINE, globals);
            statements.addAll(includes.expand(SyntaxReader.read(commandLine, diagnostics)));
        }
        statements.addAll(includes.main());
        return new ConfigFile(List.copyOf(statements), files.all());
    }
}
