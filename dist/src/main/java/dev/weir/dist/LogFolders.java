package dev.weir.dist;

import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.syntax.Statement;
import dev.weir.config.syntax.Word;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Whether the folders of logs are there. {@code -t} opens no file, and is yet to tell what would keep Weir from
 * starting.
 *
 * <p>Thread: main; stateless.
 */
final class LogFolders {
    private static final Set<String> LOGS = Set.of("access_log", "error_log", "ws_log");

    /** Blocks of directives; those of entries may have anything for a key. */
    private static final Set<String> BLOCKS = Set.of("http", "server", "location", "if", "limit_except");

    private LogFolders() {}

    /** @param prefix what relative paths start at */
    static void check(List<Statement> statements, Path prefix, Diagnostics diagnostics) {
        for (Statement statement : statements) {
            String name = statement.name().text();
            if (statement instanceof Statement.Block block && BLOCKS.contains(name)) {
                check(block.body(), prefix, diagnostics);
            } else if (LOGS.contains(name) && !statement.args().isEmpty()) {
                check(statement.args().get(0), prefix, diagnostics);
            }
        }
    }

    private static void check(Word log, Path prefix, Diagnostics diagnostics) {
        if (isFile(log.text()) && !hasFolder(log.text(), prefix)) {
            diagnostics.error(
                    log.span(), "the folder of \"" + log.text() + "\" is not there", "make it, or name another one");
        }
    }

    /** A name with variables is no file yet. */
    private static boolean isFile(String text) {
        return !text.contains("$")
                && !text.startsWith("syslog:")
                && !text.startsWith("memory:")
                && !text.equals("off")
                && !text.equals("stderr");
    }

    /** Below the prefix Weir makes the folders of its logs. */
    private static boolean hasFolder(String text, Path prefix) {
        try {
            Path log = prefix.resolve(text).normalize();
            return log.startsWith(prefix.normalize())
                    || Files.isDirectory(log.toAbsolutePath().getParent());
        } catch (InvalidPathException e) {
            // Told by whoever reads the directive.
            return true;
        }
    }
}
