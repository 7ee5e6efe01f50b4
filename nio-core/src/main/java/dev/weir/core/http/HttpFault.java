package dev.weir.core.http;

import dev.weir.core.loop.Connection;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * A mistake of the peer in HTTP: what to answer, and what to say in the error log. Not a fault of ours, so it carries
 * no stack trace.
 */
public final class HttpFault extends Exception {
    private final int status;

    /**
     * @param status the response status, 400 to 599
     * @param message what the error log says, in nginx's words where it has them
     */
    public HttpFault(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    public int status() {
        return status;
    }

    /**
     * Tells the error log, at nginx's levels: what a client sent wrong is information, what was not found, forbidden or
     * too large an error.
     */
    void tell(Logger log, Connection connection, Peering peering) {
        log.atLevel(isInformation() ? Level.INFO : Level.ERROR)
                .log("*{} {}, client: {}", connection.id(), getMessage(), peering.remoteAddress());
    }

    /** Tells the error log of a fault in an exchange, with all that nginx tells: programs look for it there. */
    void tell(Logger log, Exchange exchange) {
        tell(log, isInformation() ? Severity.INFO : Severity.ERROR, exchange, getMessage());
    }

    /** A line in the error log about a request that is not, or not yet, answered by an error; in nginx's form. */
    public static void tell(Logger log, Severity severity, Exchange exchange, String message) {
        String host = exchange.request().headers().first("Host");
        Object[] facts = {
            exchange.connection().id(),
            message,
            exchange.peering().remoteAddress(),
            exchange.server().name(),
            exchange.request().requestLine(),
            host == null ? "" : ", host: \"" + ByteText.quote(host) + "\""
        };
        String form = "*{} {}, client: {}, server: {}, request: \"{}\"{}";
        if (severity.marker == null) {
            log.atLevel(severity.level).log(form, facts);
        } else {
            // SLF4J's builder would write the marker into the message.
            log.info(severity.marker, form, facts);
        }
    }

    private boolean isInformation() {
        return switch (status) {
            case 400, 405, 408, 411, 414, 421, 494, 501, 505 -> true;
            default -> false;
        };
    }
}
