package dev.weir.stats.page;

import dev.weir.config.directive.Context;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Statement;
import dev.weir.config.syntax.Word;
import java.util.List;

/**
 * Looks for the location that lists the connections, in the server of the one that shows the page: a browser lets the
 * page ask nobody else. Locations that are found by an expression or by name have no path that could be told.
 *
 * <p>Thread: the one that builds the configuration.
 */
public final class ConnectionsLocation {
    private static final String DIRECTIVE = "ws_connections";
    private static final List<String> PLAIN = List.of("=", "^~");

    private ConnectionsLocation() {}

    /** What the page of a location is told; of several locations that list connections, one that closes them counts. */
    public static PageSetup near(Scope location) {
        Scope server = location;
        while (server != null && server.context() != Context.SERVER) {
            server = server.parent();
        }
        return server == null || server.block() == null ? PageSetup.NONE : within(server.block());
    }

    private static PageSetup within(Statement.Block block) {
        PageSetup found = PageSetup.NONE;
        for (Statement statement : block.body()) {
            PageSetup next = PageSetup.NONE;
            if (statement instanceof Statement.Block inner
                    && inner.name().text().equals("location")) {
                next = own(inner);
                next = better(next, within(inner));
            }
            found = better(found, next);
        }
        return found;
    }

    private static PageSetup better(PageSetup one, PageSetup other) {
        return one.connections() == null || other.closes() && !one.closes() ? other : one;
    }

    private static PageSetup own(Statement.Block location) {
        String path = path(location.args());
        for (Statement statement : location.body()) {
            if (path != null && statement.name().text().equals(DIRECTIVE)) {
                boolean closes = statement.args().stream().map(Word::text).anyMatch("kill"::equals);
                return new PageSetup(path, closes);
            }
        }
        return PageSetup.NONE;
    }

    /** Null for a location that has none of its own. */
    private static String path(List<Word> args) {
        String first = args.get(0).text();
        if (args.size() == 2) {
            return PLAIN.contains(first) ? args.get(1).text() : null;
        }
        for (String modifier : PLAIN) {
            if (first.startsWith(modifier)) {
                return first.substring(modifier.length());
            }
        }
        return first.startsWith("/") ? first : null;
    }
}
