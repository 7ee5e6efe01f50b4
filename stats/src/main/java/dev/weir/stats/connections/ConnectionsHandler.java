package dev.weir.stats.connections;

import dev.weir.core.http.ByteText;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.Handler;
import dev.weir.core.http.Headers;
import dev.weir.core.json.JsonWriter;
import java.util.List;

/**
 * Answers a {@code ws_connections} location: who is connected, and away with them.
 *
 * <p>A page of another site can neither read a list, since no answer permits it, nor send a DELETE, before which a
 * browser asks by OPTIONS (Fetch standard, CORS-preflight request).
 *
 * <p>Thread: any; immutable.
 */
final class ConnectionsHandler implements Handler {
    private static final Headers JSON = Headers.of("Content-Type", "application/json", "Cache-Control", "no-store");
    private static final byte[] NOTHING = new byte[0];

    private final OpenConnections open;
    private final Traits traits;
    private final boolean kills;

    /** @param kills whether DELETE is taken */
    ConnectionsHandler(OpenConnections open, Traits traits, boolean kills) {
        this.open = open;
        this.traits = traits;
        this.kills = kills;
    }

    @Override
    public void handle(Exchange exchange) {
        String allow = kills ? "GET, HEAD, OPTIONS, DELETE" : "GET, HEAD, OPTIONS";
        try {
            switch (exchange.method()) {
                case "GET", "HEAD" -> show(exchange);
                case "OPTIONS" -> answer(exchange, 204, Headers.of("Allow", allow), NOTHING);
                case "DELETE" -> {
                    if (kills) {
                        kill(exchange);
                    } else {
                        notAllowed(exchange, allow);
                    }
                }
                default -> notAllowed(exchange, allow);
            }
        } catch (BadQuery e) {
            say(exchange, 400, e.getMessage());
        }
    }

    // --- GET

    private void show(Exchange exchange) throws BadQuery {
        String rest = rest(exchange);
        if (!rest.isEmpty()) {
            new Arguments(exchange.args()).end("");
            one(exchange, rest);
            return;
        }
        Listing listing = Listing.of(new Arguments(exchange.args()));
        Page page = new Page(exchange.worker(), listing, bytes -> answer(exchange, 200, JSON, bytes));
        Survey<Selection.Found> survey = new Survey<>(open, exchange.worker(), found -> {
            if (isComplete(exchange, found) && !exchange.isOver()) {
                page.write(found);
            }
        });
        exchange.onAbort(survey::abandon);
        begin(exchange, survey.start(list -> new Selection(listing, traits, list.size())));
    }

    private void one(Exchange exchange, String id) {
        Survey<Row> survey = new Survey<>(open, exchange.worker(), found -> {
            if (isComplete(exchange, found)) {
                tell(exchange, found);
            }
        });
        if (Numbers.isNumber(id)) {
            begin(exchange, survey.start(Long.parseLong(id), list -> new RowFinder(traits)));
        } else {
            say(exchange, 404, "no such connection: an id is a number");
        }
    }

    private void tell(Exchange exchange, List<Row> found) {
        Row row = found.stream().filter(r -> r != null).findFirst().orElse(null);
        if (row == null) {
            say(exchange, 404, "no such connection is open");
            return;
        }
        JsonWriter json = new JsonWriter();
        RowJson.write(json, row);
        answer(exchange, 200, JSON, json.line());
    }

    // --- DELETE

    private void kill(Exchange exchange) throws BadQuery {
        String rest = rest(exchange);
        boolean one = !rest.isEmpty();
        Killing killing = Killing.of(new Arguments(exchange.args()), one);
        Survey<Closing.Found> survey = new Survey<>(open, exchange.worker(), found -> {
            if (isComplete(exchange, found)) {
                killed(exchange, found, one);
            }
        });
        if (!one) {
            begin(exchange, survey.start(list -> new Closing(killing, traits)));
        } else if (Numbers.isNumber(rest)) {
            begin(exchange, survey.start(Long.parseLong(rest), list -> new Closing(killing, traits)));
        } else {
            say(exchange, 404, "no such connection: an id is a number");
        }
    }

    private static void killed(Exchange exchange, List<Closing.Found> found, boolean one) {
        int met = found.stream().mapToInt(Closing.Found::met).sum();
        if (!one) {
            int closing = found.stream().mapToInt(Closing.Found::closing).sum();
            JsonWriter json = new JsonWriter().open().number("version", 1).number("closing", closing);
            answer(exchange, 200, JSON, json.close().line());
        } else if (met == 0) {
            say(exchange, 404, "no such connection is open");
        } else {
            answer(exchange, 204, Headers.EMPTY, NOTHING);
        }
    }

    // --- both

    /** What follows the location's own path: an id, or nothing. */
    private static String rest(Exchange exchange) {
        String uri = exchange.uri();
        String name = ByteText.of(exchange.location().name());
        String rest = uri.startsWith(name) ? uri.substring(name.length()) : uri.substring(uri.lastIndexOf('/') + 1);
        if (rest.startsWith("/")) {
            rest = rest.substring(1);
        }
        // Behind a regular expression the end of the path may be the location's own.
        return uri.startsWith(name) || Numbers.isNumber(rest) ? rest : "";
    }

    private static void begin(Exchange exchange, boolean begun) {
        if (!begun) {
            Headers headers = Headers.of("Content-Type", "text/plain", "Retry-After", "1");
            answer(exchange, 503, headers, ByteText.bytes("too many such requests are under way\n"));
        }
    }

    private static boolean isComplete(Exchange exchange, List<?> found) {
        if (found == null) {
            say(exchange, 503, "not every worker has answered");
        }
        return found != null;
    }

    private static void notAllowed(Exchange exchange, String allow) {
        Headers headers = Headers.of("Content-Type", "text/plain", "Allow", allow);
        answer(exchange, 405, headers, ByteText.bytes("not allowed here; allowed are " + allow + "\n"));
    }

    private static void say(Exchange exchange, int status, String line) {
        answer(exchange, status, Headers.of("Content-Type", "text/plain"), ByteText.bytes(line + "\n"));
    }

    private static void answer(Exchange exchange, int status, Headers headers, byte[] content) {
        if (!exchange.isOver()) {
            exchange.respond(status, headers, content);
        }
    }
}
