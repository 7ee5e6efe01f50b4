package dev.weir.push;

import dev.weir.core.http.ByteText;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.Headers;
import dev.weir.core.ws.PushTap;

/**
 * The answers of the push interface. A refusal says in one line what is wrong, for whoever reads the backend's log.
 *
 * <p>Thread: worker, that of the exchange.
 */
final class PushAnswer {
    static final String RECEIVERS = "X-Weir-Receivers";

    private static final byte[] NOTHING = new byte[0];

    private PushAnswer() {}

    /** Nothing to say but that it is done. */
    static void done(Exchange exchange, int status, Headers headers) {
        if (!exchange.isOver()) {
            exchange.respond(status, headers, NOTHING);
        }
    }

    static void refuse(Exchange exchange, PushTap tap, PushTap.Refusal why) {
        if (exchange.isOver()) {
            return;
        }
        tap.onRefused(exchange.worker().index(), why);
        switch (why) {
            case BAD_ID -> text(exchange, 400, "no id of a connection of this Weir: expected http://ID@host/path");
            case BAD_TEXT ->
                text(
                        exchange,
                        400,
                        "the body is not UTF-8: for binary send Content-Type: application/octet-stream or ?binary");
            case GONE -> text(exchange, 410, "the connection has ended");
            case TOO_LARGE -> text(exchange, 413, "the body is too large");
            case QUEUE_FULL -> text(exchange, 429, "too much waits already for this client, or for all together");
            case SHUTTING_DOWN -> text(exchange, 503, "shutting down");
        }
    }

    static void notAllowed(Exchange exchange, String allow) {
        Headers headers = Headers.of("Content-Type", "text/plain", "Allow", allow);
        exchange.respond(405, headers, ByteText.bytes("not allowed here; allowed are " + allow + "\n"));
    }

    static void text(Exchange exchange, int status, String line) {
        exchange.respond(status, Headers.of("Content-Type", "text/plain"), ByteText.bytes(line + "\n"));
    }
}
