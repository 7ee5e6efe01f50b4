package dev.weir.core.http;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Reads one body, however it is framed, from bytes that come in any pieces.
 *
 * <p>Thread: worker.
 */
public final class BodyReader {
    private final BodyFraming framing;
    private final ChunkedDecoder chunks;
    private long left;
    private long received;
    private boolean complete;

    private BodyReader(BodyFraming framing, ChunkedDecoder chunks) {
        this.framing = framing;
        this.chunks = chunks;
        this.left = framing instanceof BodyFraming.Length length ? length.bytes() : 0;
        this.complete = framing instanceof BodyFraming.None;
    }

    /** Faults have status 400. */
    public static BodyReader ofRequest(BodyFraming framing) {
        return new BodyReader(framing, ChunkedDecoder.ofRequest());
    }

    /** Faults have status 502. */
    public static BodyReader ofResponse(BodyFraming framing) {
        return new BodyReader(framing, ChunkedDecoder.ofResponse());
    }

    /**
     * Reads on, and gives the content as slices of {@code in}, which are good only during the call.
     *
     * @return whether the body is complete; then {@code in} stands behind it, else everything was consumed
     */
    public boolean read(ByteBuffer in, Consumer<ByteBuffer> body) throws HttpFault {
        if (framing instanceof BodyFraming.Chunked) {
            complete = chunks.decode(in, part -> give(part, body));
        } else if (framing instanceof BodyFraming.Length) {
            take(in, (int) Math.min(left, in.remaining()), body);
            complete = left == 0;
        } else if (framing instanceof BodyFraming.UntilClose) {
            take(in, in.remaining(), body);
        }
        return complete;
    }

    private void take(ByteBuffer in, int count, Consumer<ByteBuffer> body) {
        if (count > 0) {
            ByteBuffer part = in.slice(in.position(), count);
            in.position(in.position() + count);
            left -= count;
            give(part, body);
        }
    }

    private void give(ByteBuffer part, Consumer<ByteBuffer> body) {
        received += part.remaining();
        body.accept(part);
    }

    /** Whether the last byte has come. */
    public boolean isComplete() {
        return complete;
    }

    /** Whether the body is whole if the connection ends now. */
    public boolean isCompleteAtEnd() {
        return complete || framing instanceof BodyFraming.UntilClose;
    }

    /** Bytes of content so far, without chunk heads. */
    public long received() {
        return received;
    }
}
