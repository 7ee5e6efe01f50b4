package dev.weir.stats.count;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.Handler;
import dev.weir.core.http.Headers;
import dev.weir.stats.log.LogTotals;
import dev.weir.stats.page.Draft;
import dev.weir.stats.page.LiveFeed;
import dev.weir.stats.page.LivePage;
import dev.weir.stats.page.PageSetup;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Answers a {@code ws_stat} location. The form is what the directive says, else {@code ?format=}, else what
 * {@code Accept} asks for.
 *
 * <p>Thread: worker.
 */
public final class StatHandler implements Handler {
    /** Those who have the page of one location open before them. */
    static final int MOST_VIEWERS = 64;

    /** Rows that the live page gets with everything else once a second; more than that, every few seconds. */
    private static final int MOST_ROWS = 200;

    private final CounterBoard board;
    private final Supplier<LogTotals> log;
    private final StatFormat fixed;
    private final PageSetup setup;
    private final LiveFeed feed;
    private volatile LivePage livePage;

    /**
     * @param log what the log writer has done
     * @param fixed the only format; null to let the request choose
     * @param setup what the page is to know
     */
    public StatHandler(CounterBoard board, Supplier<LogTotals> log, StatFormat fixed, PageSetup setup) {
        this.board = board;
        this.log = log;
        this.fixed = fixed;
        this.setup = setup;
        this.feed = new LiveFeed(complete -> new Snapshot(json(complete), board.clock()::nanos), MOST_VIEWERS);
    }

    @Override
    public void handle(Exchange exchange) {
        if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
            exchange.error(405);
            return;
        }
        StatFormat format = choose(exchange.args(), exchange.request().headers().joined("Accept"));
        switch (format) {
            case HTML ->
                exchange.respond(
                        200,
                        livePage().headers(),
                        livePage().of(setup, json(false).rest()));
            case EVENTS -> feed.open(exchange);
            default -> {
                Headers.Builder headers = Headers.builder()
                        .add("Content-Type", format.contentType())
                        .add("Cache-Control", "no-store");
                if (fixed == null) {
                    headers.add("Vary", "Accept");
                }
                PageWriter.respond(exchange, headers.build(), page(format), board.clock()::nanos);
            }
        }
    }

    /** Read when somebody first wants it, so that the start does not wait for it. */
    private LivePage livePage() {
        if (livePage == null) {
            livePage = LivePage.load();
        }
        return livePage;
    }

    /** The format for a request with these arguments and this {@code Accept} field, either of which may be null. */
    StatFormat choose(String args, String accept) {
        StatFormat asked = asked(args);
        if (fixed != null) {
            return fixed == StatFormat.HTML && asked != null && asked.isForPage() ? asked : fixed;
        }
        return asked != null ? asked : StatFormat.accepted(accept);
    }

    private static StatFormat asked(String args) {
        if (args != null) {
            for (String arg : args.split("&")) {
                StatFormat asked = arg.startsWith("format=") ? StatFormat.named(arg.substring(7)) : null;
                if (asked != null) {
                    return asked;
                }
            }
        }
        return null;
    }

    /** The whole page. */
    String text(StatFormat format) {
        return page(format).rest();
    }

    private StatPage page(StatFormat format) {
        return switch (format) {
            case TEXT -> StatText.page(board);
            case JSON, HTML, EVENTS -> json(true);
            case PROMETHEUS -> StatPrometheus.page(board, log.get(), false);
            case OPENMETRICS -> StatPrometheus.page(board, log.get(), true);
        };
    }

    /** @param complete whether long tables are to be in it, too */
    private StatPage json(boolean complete) {
        return StatJson.page(board, log.get(), complete || StatJson.rows(board) <= MOST_ROWS);
    }

    /** The statistics of one moment for the live page. */
    private record Snapshot(StatPage page, LongSupplier nanos) implements Draft {
        @Override
        public boolean write() {
            return page.write(nanos, PageWriter.BUDGET_NANOS);
        }

        @Override
        public String take() {
            return page.take();
        }
    }
}
