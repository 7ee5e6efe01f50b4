package dev.weir.stats.count;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.Handler;
import dev.weir.core.http.Headers;
import dev.weir.stats.log.LogTotals;
import java.util.function.Supplier;

/**
 * Answers a {@code ws_stat} location. The form is what the directive says, else {@code ?format=}, else what
 * {@code Accept} asks for.
 *
 * <p>Thread: worker.
 */
public final class StatHandler implements Handler {
    private final CounterBoard board;
    private final Supplier<LogTotals> log;
    private final StatFormat fixed;

    /**
     * @param log what the log writer has done
     * @param fixed the only format; null to let the request choose
     */
    public StatHandler(CounterBoard board, Supplier<LogTotals> log, StatFormat fixed) {
        this.board = board;
        this.log = log;
        this.fixed = fixed;
    }

    @Override
    public void handle(Exchange exchange) {
        if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
            exchange.error(405);
            return;
        }
        StatFormat format = choose(exchange.args(), exchange.request().headers().joined("Accept"));
        Headers.Builder headers =
                Headers.builder().add("Content-Type", format.contentType()).add("Cache-Control", "no-store");
        if (fixed == null) {
            headers.add("Vary", "Accept");
        }
        PageWriter.respond(exchange, headers.build(), page(format), board.clock()::nanos);
    }

    /** The format for a request with these arguments and this {@code Accept} field, either of which may be null. */
    StatFormat choose(String args, String accept) {
        if (fixed != null) {
            return fixed;
        }
        if (args != null) {
            for (String arg : args.split("&")) {
                StatFormat asked = arg.startsWith("format=") ? StatFormat.named(arg.substring(7)) : null;
                if (asked != null) {
                    return asked;
                }
            }
        }
        return StatFormat.accepted(accept);
    }

    /** The whole page. */
    String text(StatFormat format) {
        return page(format).rest();
    }

    private StatPage page(StatFormat format) {
        return switch (format) {
            case TEXT -> StatText.page(board);
            case JSON -> StatJson.page(board, log.get());
            case PROMETHEUS -> StatPrometheus.page(board, log.get(), false);
            case OPENMETRICS -> StatPrometheus.page(board, log.get(), true);
        };
    }
}
