package dev.weir.proxy;

import dev.weir.core.http.BodySink;
import dev.weir.core.http.BodyStore;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.RequestBody;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * A request body that is passed on while it comes. Chunks that come together go on as one, and a small body stays at
 * hand for {@code $request_body}.
 *
 * <p>Source: nginx, {@code proxy_request_buffering off}. Thread: worker.
 */
final class StreamedBody implements BodySink {
    private final Exchange exchange;
    private final BodySink to;
    private final BodyStore copy;
    private final ByteArrayOutputStream joined;
    private boolean flushes;

    StreamedBody(Exchange exchange, BodySink to) {
        RequestBody body = exchange.body();
        this.exchange = exchange;
        this.to = to;
        this.copy = body.declared() <= exchange.location().options().bodyBufferSize()
                ? BodyStore.ofStreamed(exchange)
                : null;
        this.joined = body.isChunked() ? new ByteArrayOutputStream() : null;
    }

    @Override
    public void onData(ByteBuffer bytes) {
        if (copy != null) {
            copy.onData(bytes.duplicate());
        }
        if (joined == null) {
            to.onData(bytes);
            return;
        }
        byte[] piece = new byte[bytes.remaining()];
        bytes.get(piece);
        joined.writeBytes(piece);
        if (!flushes) {
            flushes = true;
            exchange.worker().defer(this::flush);
        }
    }

    private void flush() {
        flushes = false;
        if (joined.size() > 0) {
            byte[] chunk = joined.toByteArray();
            joined.reset();
            to.onData(ByteBuffer.wrap(chunk));
        }
    }

    @Override
    public void onEnd() {
        if (copy != null) {
            copy.onEnd();
        }
        if (joined != null) {
            flush();
        }
        to.onEnd();
    }
}
