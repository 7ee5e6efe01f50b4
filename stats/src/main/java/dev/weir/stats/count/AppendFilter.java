package dev.weir.stats.count;

import dev.weir.core.http.BodyFilter;
import dev.weir.core.http.ByteText;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.Headers;
import dev.weir.core.http.ResponseStream;
import dev.weir.stats.log.LogTotals;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/**
 * {@code ws_stat_append}: lets the statistics follow a location's answers of status 200. A body that somebody has
 * compressed already remains as it is: nothing can be put behind it.
 *
 * <p>Thread: any; its streams belong to their workers.
 */
final class AppendFilter implements BodyFilter {
    private final CounterBoard board;
    private final Supplier<LogTotals> log;

    AppendFilter(CounterBoard board, Supplier<LogTotals> log) {
        this.board = board;
        this.log = log;
    }

    @Override
    public boolean apply(Exchange exchange, Headers.Builder fields, long length) {
        if (exchange.status() != 200 || exchange.isAsked() || fields.has("Content-Encoding")) {
            return false;
        }
        // What follows is another every time, so nothing that names a state of the body is true any more.
        fields.remove("Content-Length")
                .remove("Accept-Ranges")
                .remove("ETag")
                .remove("Last-Modified")
                .remove("Content-MD5")
                .remove("Digest");
        return true;
    }

    @Override
    public ResponseStream open(Exchange exchange, ResponseStream out) {
        return new Appending(exchange, out);
    }

    /** A body that goes on with the statistics. Thread: worker. */
    private final class Appending implements ResponseStream {
        private final Exchange exchange;
        private final ResponseStream out;
        private boolean inLine;

        private Appending(Exchange exchange, ResponseStream out) {
            this.exchange = exchange;
            this.out = out;
        }

        @Override
        public void write(ByteBuffer bytes) {
            if (bytes.hasRemaining()) {
                inLine = bytes.get(bytes.limit() - 1) != '\n';
            }
            out.write(bytes);
        }

        @Override
        public void finish() {
            if (inLine) {
                out.write(ByteBuffer.wrap(ByteText.bytes("\n")));
            }
            StatPage page = StatPrometheus.page(board, log.get(), false);
            PageWriter.finish(exchange, out, page, board.clock()::nanos);
        }

        @Override
        public boolean isCongested() {
            return out.isCongested();
        }

        @Override
        public void onDrained(Runnable action) {
            out.onDrained(action);
        }

        @Override
        public void highMark(int bytes) {
            out.highMark(bytes);
        }

        @Override
        public void flush() {
            out.flush();
        }
    }
}
