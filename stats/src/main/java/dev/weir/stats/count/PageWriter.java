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
 * more than one piece; and no faster than the client reads. A page that turns out short has its length told.
 *
 * <pre>
 *   GATHERING --complete--> answered whole
 *       |
 *       +--too long--> WRITING --socket full--> WAITING --drained--> WRITING --complete--> finished
 * </pre>
 *
 * <p>Thread: worker.
 */
final class PageWriter {
    /** How long one piece may keep the worker: a quarter of what a frame may be late. */
    static final long BUDGET_NANOS = 250_000;

    /** Bytes of a page that is answered whole. */
    private static final int SHORT = 64 * 1024;

    private final Exchange exchange;
    private final StatPage page;
    private final LongSupplier nanos;
    private Headers headers;
    private StringBuilder gathered;
    private ResponseStream out;
    private boolean waiting;

    private PageWriter(Exchange exchange, StatPage page, LongSupplier nanos) {
        this.exchange = exchange;
        this.page = page;
        this.nanos = nanos;
    }

    /** Answers with a page. */
    static void respond(Exchange exchange, Headers headers, StatPage page, LongSupplier nanos) {
        PageWriter writer = new PageWriter(exchange, page, nanos);
        writer.headers = headers;
        writer.gathered = new StringBuilder();
        writer.gather();
    }

    /** Writes a page and ends the stream behind it. */
    static void finish(Exchange exchange, ResponseStream out, StatPage page, LongSupplier nanos) {
        PageWriter writer = new PageWriter(exchange, page, nanos);
        writer.begin(out);
        writer.write();
    }

    private void gather() {
        if (exchange.isOver()) {
            return;
        }
        boolean complete = page.write(nanos, BUDGET_NANOS);
        gathered.append(page.take());
        if (complete) {
            exchange.respond(200, headers, ByteText.bytes(gathered.toString()));
        } else if (gathered.length() <= SHORT) {
            later(this::gather);
        } else {
            begin(exchange.begin(ResponseHead.of(200, headers), -1));
            if (exchange.method().equals("HEAD")) {
                out.finish();
                return;
            }
            out.write(ByteBuffer.wrap(ByteText.bytes(gathered.toString())));
            gathered = null;
            goOn();
        }
    }

    private void begin(ResponseStream stream) {
        out = stream;
        out.onDrained(this::onDrained);
    }

    private void write() {
        if (exchange.isOver()) {
            return;
        }
        boolean complete = page.write(nanos, BUDGET_NANOS);
        out.write(page.takeBytes());
        if (complete) {
            out.finish();
        } else {
            goOn();
        }
    }

    private void goOn() {
        waiting = out.isCongested();
        if (!waiting) {
            later(this::write);
        }
    }

    private void later(Runnable step) {
        exchange.worker().post(() -> exchange.connection().guarded(step));
    }

    private void onDrained() {
        if (waiting) {
            waiting = false;
            write();
        }
    }
}
