package dev.weir.config.syntax;

import dev.weir.config.diagnostic.Diagnostics;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Replaces every {@code include file | mask;} by the statements of the files it names, in any block.
 *
 * <p>Relative names start at the main file's directory, not at that of the including file (nginx's configuration
 * prefix). A mask may match nothing; a plain name must be there. An {@code include} of another shape is left for the
 * binder, which tells wrong counts. Source: nginx, {@code include} of ngx_core_module.
 *
 * <p>Thread: the one that reads the configuration.
 */
final class Includes {
    private static final String NAME = "include";

    /** Far more than any configuration has; with the depth of blocks it keeps the stack bounded. */
    private static final int DEEPEST = 16;

    private final Path main;
    private final SourceFiles files;
    private final Diagnostics diagnostics;
    /** What each file brought, so that a file included twice is read, and complained about, once. */
    private final Map<Path, List<Statement>> read = new HashMap<>();
    /** The files being read, outermost first, with the names that lead to them. */
    private final Map<Path, String> open = new LinkedHashMap<>();

    Includes(Path main, SourceFiles files, Diagnostics diagnostics) {
        this.main = main;
        this.files = files;
        this.diagnostics = diagnostics;
    }

    /** The statements of the main file, expanded. */
    List<Statement> main() {
        return file(main, null);
    }

    /** The statements with their includes replaced; the very same list where it holds none. */
    List<Statement> expand(List<Statement> statements) {
        List<Statement> expanded = new ArrayList<>(statements.size());
        boolean changed = false;
        for (Statement statement : statements) {
            if (isInclude(statement)) {
                expanded.addAll(included(statement.args().get(0)));
                changed = true;
            } else {
                Statement inner = statement instanceof Statement.Block block ? expand(block) : statement;
                expanded.add(inner);
                changed |= inner != statement;
            }
        }
        return changed ? expanded : statements;
    }

    private Statement.Block expand(Statement.Block block) {
        List<Statement> body = expand(block.body());
        return body == block.body()
                ? block
                : new Statement.Block(block.name(), block.args(), body, block.span(), block.close());
    }

    private static boolean isInclude(Statement statement) {
        return statement instanceof Statement.Simple
                && statement.args().size() == 1
                && statement.name().text().equals(NAME);
    }

    private List<Statement> included(Word name) {
        try {
            Path prefix = main.getParent() == null ? Path.of("") : main.getParent();
            if (!Glob.isMask(name.text())) {
                return file(prefix.resolve(name.text()), name.span());
            }
            List<Statement> statements = new ArrayList<>();
            for (Path match : Glob.matches(prefix, name.text())) {
                statements.addAll(file(match, name.span()));
            }
            return statements;
        } catch (InvalidPathException e) {
            diagnostics.error(name.span(), "\"" + name.text() + "\" is not a file name", null);
            return List.of();
        }
    }

    private List<Statement> file(Path path, Span asker) {
        Path real = real(path);
        if (open.containsKey(real)) {
            diagnostics.error(asker, "\"" + path + "\" includes itself", "the way is " + cycle(real, path));
            return List.of();
        }
        if (open.size() == DEEPEST) {
            diagnostics.error(asker, "includes are nested too deeply", "at most " + DEEPEST + " levels are read");
            return List.of();
        }
        List<Statement> known = read.get(real);
        if (known != null) {
            return known;
        }
        Source source = files.open(path, asker);
        if (source == null) {
            return List.of();
        }
        open.put(real, path.toString());
        List<Statement> statements = expand(SyntaxReader.read(source, diagnostics));
        open.remove(real);
        read.put(real, statements);
        return statements;
    }

    private String cycle(Path real, Path again) {
        List<String> way = new ArrayList<>();
        for (Map.Entry<Path, String> step : open.entrySet()) {
            if (step.getKey().equals(real) || !way.isEmpty()) {
                way.add(step.getValue());
            }
        }
        way.add(again.toString());
        return String.join(" -> ", way);
    }

    /** The file itself, whatever links lead to it. */
    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException missing) {
            return path.toAbsolutePath().normalize();
        }
    }
}
