package dev.weir.core.rewrite;

import dev.weir.core.http.Exchange;
import dev.weir.core.variable.CaptureVariable;
import dev.weir.core.variable.Template;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/**
 * One run of a list of steps over an exchange.
 *
 * <p>Thread: worker.
 */
final class Run {
    private static final Logger LOG = LoggerFactory.getLogger(Run.class);
    private static final Marker NOTICE = MarkerFactory.getMarker("notice");

    private final Exchange exchange;
    private final boolean logs;
    private boolean escapes = true;

    Run(Exchange exchange, boolean logs) {
        this.exchange = exchange;
        this.logs = logs;
    }

    Exchange exchange() {
        return exchange;
    }

    /** After the first rewrite that matched, nginx escapes captures no longer. */
    void stopEscaping() {
        escapes = false;
    }

    /** The value of a text, its captures escaped where nginx does. */
    String text(Template template) {
        return escapes && CaptureText.isEscaped(exchange)
                ? CaptureText.escaped(template, exchange)
                : template.apply(exchange);
    }

    boolean logs() {
        return logs;
    }

    /** Says something in the error log, as {@code rewrite_log} wants it. */
    void tell(String message) {
        if (logs) {
            LOG.info(
                    NOTICE,
                    "*{} {}, client: {}, server: {}, request: \"{}\"",
                    exchange.connection().id(),
                    message,
                    exchange.peering().remoteAddress(),
                    exchange.server().name(),
                    exchange.request().requestLine());
        }
    }

    /** Whether an expression is found in a text; tells so. */
    boolean matches(MatchedBy by, String text) {
        boolean found = by.regex().find(exchange, text);
        if (!found) {
            exchange.captures().forgetNumbered();
        }
        if (logs) {
            tell("\"" + by.source() + "\" " + (found ? "matches" : "does not match") + " \"" + text + "\"");
        }
        return found;
    }

    static boolean isCapture(Template.Piece piece) {
        return piece.variable() instanceof CaptureVariable;
    }
}
