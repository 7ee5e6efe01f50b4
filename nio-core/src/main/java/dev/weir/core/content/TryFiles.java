package dev.weir.core.content;

import dev.weir.core.http.ByteText;
import dev.weir.core.http.DocumentRoot;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.HttpFault;
import dev.weir.core.http.PreContent;
import dev.weir.core.variable.Template;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * Lets the first of several files or folders that exists stand for the path, else goes on elsewhere: nginx's
 * {@code try_files}.
 *
 * <p>Thread: worker; looks at the files there, as nginx does.
 */
public final class TryFiles implements PreContent {
    private final List<Candidate> candidates;
    private final Template last;

    /**
     * What may exist.
     *
     * @param uri its path, for a folder without the slash that marked it as one
     * @param folder whether a folder is meant
     */
    public record Candidate(Template uri, boolean folder) {}

    /**
     * @param candidates tried in turn
     * @param last {@code =code}, {@code @name}, or the URI of an internal redirect
     */
    public TryFiles(List<Candidate> candidates, Template last) {
        this.candidates = List.copyOf(candidates);
        this.last = last;
    }

    @Override
    public boolean prepare(Exchange exchange) throws HttpFault {
        DocumentRoot root = exchange.location().documentRoot();
        for (Candidate candidate : candidates) {
            String name = name(candidate.uri(), root, exchange);
            Path path = path(root.apply(exchange) + name);
            // A path that ends with a slash names no file, whatever Java makes of it.
            boolean file = !candidate.folder() && !name.endsWith("/");
            if (file ? Files.exists(path) && !Files.isDirectory(path) : candidate.folder() && Files.isDirectory(path)) {
                found(name, candidate.folder(), root, exchange);
                return true;
            }
        }
        goOn(exchange, name(last, root, exchange));
        return false;
    }

    /** With an alias, nginx takes the location's path off what variables have made. */
    private static String name(Template text, DocumentRoot root, Exchange exchange) {
        String name = text.apply(exchange);
        int replaced = root.replaced();
        boolean cut = replaced > 0
                && !text.isConstant()
                && name.length() >= replaced
                && name.startsWith(exchange.uri()
                        .substring(0, Math.min(replaced, exchange.uri().length())));
        return cut ? name.substring(replaced) : name;
    }

    private static void found(String name, boolean folder, DocumentRoot root, Exchange exchange) {
        if (root.replaced() == 0) {
            exchange.resource().found(name, false);
        } else if (root.replaced() > 0) {
            exchange.resource().found(exchange.uri().substring(0, root.replaced()) + name, false);
        } else if (!folder) {
            exchange.resource().found(name, true);
        }
    }

    private static Path path(String file) throws HttpFault {
        if ((file + "/").contains("/../")) {
            // A client's path has none left; a text of the configuration with the client's variables may.
            throw new HttpFault(404, "\"" + file + "\" climbs out of its root");
        }
        try {
            return Path.of(ByteText.decode(file));
        } catch (InvalidPathException e) {
            throw new HttpFault(404, "\"" + file + "\" is no path");
        }
    }

    private static void goOn(Exchange exchange, String to) throws HttpFault {
        if (to.startsWith("=")) {
            exchange.error(Integer.parseInt(to.substring(1)));
        } else if (to.startsWith("@")) {
            exchange.routing().redirect(to);
        } else {
            int query = to.indexOf('?');
            exchange.routing()
                    .redirect(query < 0 ? to : to.substring(0, query), query < 0 ? null : to.substring(query + 1));
        }
    }
}
