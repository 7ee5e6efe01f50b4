package dev.weir.core.content;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.Handler;
import dev.weir.core.http.HttpFault;
import dev.weir.core.http.Location;
import dev.weir.core.variable.Template;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Serves the first of several files or folders that exists, else goes on elsewhere: nginx's {@code try_files}.
 *
 * <p>Thread: worker; looks at the files there, as nginx does.
 */
public final class TryFilesHandler implements Handler {
    private final StaticHandler files;
    private final List<Candidate> candidates;
    private final Template last;

    /**
     * What may exist.
     *
     * @param uri its URI below the root, for a folder without the slash that marked it as one
     * @param folder whether a folder is meant
     */
    public record Candidate(Template uri, boolean folder) {}

    /**
     * @param files serves what was found
     * @param candidates tried in turn
     * @param last {@code =code}, {@code @name}, or the URI of an internal redirect
     */
    public TryFilesHandler(StaticHandler files, List<Candidate> candidates, Template last) {
        this.files = files;
        this.candidates = List.copyOf(candidates);
        this.last = last;
    }

    @Override
    public void handle(Exchange exchange) throws HttpFault {
        for (Candidate candidate : candidates) {
            String uri = candidate.uri().apply(exchange);
            Path path = files.pathOf(exchange, uri);
            if (candidate.folder() ? Files.isDirectory(path) : Files.exists(path) && !Files.isDirectory(path)) {
                files.answer(exchange, uri);
                return;
            }
        }
        goOn(exchange, last.apply(exchange));
    }

    private static void goOn(Exchange exchange, String to) throws HttpFault {
        if (to.startsWith("=")) {
            exchange.error(Integer.parseInt(to.substring(1)));
        } else if (to.startsWith("@")) {
            Location named = exchange.server().locations().named(to);
            if (named == null) {
                throw new HttpFault(500, "could not find named location \"" + to + "\"");
            }
            exchange.internalRedirect(named);
        } else {
            int query = to.indexOf('?');
            exchange.internalRedirect(
                    query < 0 ? to : to.substring(0, query), query < 0 ? exchange.args() : to.substring(query + 1));
        }
    }
}
