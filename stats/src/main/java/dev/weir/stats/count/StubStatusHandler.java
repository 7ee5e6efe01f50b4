package dev.weir.stats.count;

import dev.weir.core.http.ByteText;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.Handler;
import dev.weir.core.http.Headers;

/**
 * nginx's {@code stub_status}, in its exact text (ngx_http_stub_status_module), since scrapers parse it.
 *
 * <p>Thread: worker.
 */
public final class StubStatusHandler implements Handler {
    private final CounterBoard board;
    private final HttpGauges gauges;

    public StubStatusHandler(CounterBoard board, HttpGauges gauges) {
        this.board = board;
        this.gauges = gauges;
    }

    @Override
    public void handle(Exchange exchange) {
        if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
            exchange.error(405);
            return;
        }
        exchange.respond(200, Headers.of("Content-Type", "text/plain"), ByteText.bytes(text()));
    }

    /** Every line but the second ends with a space, as in nginx. */
    String text() {
        return "Active connections: " + gauges.active() + " \n"
                + "server accepts handled requests\n"
                + " " + board.sum(Counter.HTTP_ACCEPTED) + " " + board.sum(Counter.HTTP_HANDLED) + " "
                + board.sum(Counter.HTTP_REQUESTS) + " \n"
                + "Reading: " + gauges.reading() + " Writing: " + gauges.writing() + " Waiting: " + gauges.waiting()
                + " \n";
    }
}
