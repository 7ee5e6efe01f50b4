package dev.weir.stats.log;

import dev.weir.core.http.ByteText;
import dev.weir.core.http.Exchange;
import dev.weir.core.variable.Template;

/**
 * A format whose lines are made on the worker: those of access logs, of open and close events, and of frames when
 * they name something that only the worker can tell at that moment.
 *
 * <p>Thread: worker; immutable.
 */
final class LogFormat {
    private static final int USUAL_LINE = 256;

    private final Template template;
    private final Escape escape;

    LogFormat(Template template, Escape escape) {
        this.template = template;
        this.escape = escape;
    }

    /** The bytes of one line, its line feed included. */
    byte[] render(Exchange exchange) {
        StringBuilder line = new StringBuilder(USUAL_LINE);
        for (Template.Piece piece : template.pieces()) {
            if (piece.variable() == null) {
                line.append(piece.literal());
            } else {
                escape.append(line, piece.variable().value(exchange));
            }
        }
        return ByteText.bytes(line.append('\n').toString());
    }
}
