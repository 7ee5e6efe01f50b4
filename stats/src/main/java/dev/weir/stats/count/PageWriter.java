package dev.weir.stats.count;

import dev.weir.core.http.ByteText;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.Headers;
import dev.weir.core.http.ResponseHead;
import dev.weir.core.http.ResponseStream;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;

/**
 * Sends a page piece by piece, one in each turn of the loop, so that the frames of other connections never wait for
 * more than one piece; and no faster than the client reads.
 *
 * <pre>
 *   WRITING --socket full--> WAITING --drained--> WRITING --complete--> finished
 * </pre>
 *
 * <p>Thread: worker.
 */
final class PageWriter {
    /** How long one piece may keep the worker: a quarter of what a frame may be late. */
    private static final long BUDGET_NANOS = 250_000;

    private final Exchange exchange;
    private final StatPage page;
    private final ResponseStream out;
    private final LongSupplier nanos;
    private boolean waiting;

    private PageWriter(Exchange exchange, StatPage page, ResponseStream out, LongSupplier nanos) {
        this.exchange = exchange;
        this.page = page;
        this.out = out;
        this.nanos = nanos;
        out.onDrained(this::onDrained);
    }

    /** Answers with a page; one that is complete at once has its length told. */
    static void respond(Exchange exchange, Headers headers, StatPage page, LongSupplier nanos) {
        boolean complete = page.write(nanos, BUDGET_NANOS);
        byte[] first = ByteText.bytes(page.take());
        if (complete) {
            exchange.respond(200, headers, first);
            return;
        }
        ResponseStream out = exchange.begin(ResponseHead.of(200, headers), -1);
        if (exchange.method().equals("HEAD")) {
            out.finish();
            return;
        }
        PageWriter writer = new PageWriter(exchange, page, out, nanos);
        out.write(ByteBuffer.wrap(first));
        writer.goOn();
    }

    /** Writes a page and ends the stream behind it. */
    static void finish(Exchange exchange, ResponseStream out, StatPage page, LongSupplier nanos) {
        new PageWriter(exchange, page, out, nanos).write();
    }

    private void write() {
        if (exchange.isOver()) {
            return;
        }
        boolean complete = page.write(nanos, BUDGET_NANOS);
        out.write(ByteBuffer.wrap(ByteText.bytes(page.take())));
        if (complete) {
            out.finish();
        } else {
            goOn();
        }
    }

    private void goOn() {
        waiting = out.isCongested();
        if (!waiting) {
            exchange.worker().post(() -> exchange.connection().guarded(this::write));
        }
    }

    private void onDrained() {
        if (waiting) {
            waiting = false;
            write();
        }
    }
}
