package dev.weir.core.http;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Takes the chunked coding off a body (RFC 9112 section 7.1) whose bytes come in any pieces. Chunk extensions and
 * trailer fields are bounded, checked for control characters and dropped. Lines end with CRLF and nothing else, as in
 * nginx since 1.29: readers that disagree on a bare LF here see two different messages.
 *
 * <pre>
 *   SIZE_START --hex--> SIZE --;--> EXTENSION --CRLF--> DATA --> DATA_END --CRLF--> SIZE_START
 *                        |  size 0, CRLF
 *                        +--------> TRAILER_START --CRLF--> DONE
 *                                        |  ^
 *                                        v  | CRLF
 *                                       TRAILER
 * </pre>
 *
 * <p>Thread: worker.
 */
public final class ChunkedDecoder {
    /** Longest chunk extension in bytes. */
    static final int LONGEST_EXTENSION = 1024;
    /** Longest trailer section in bytes. */
    static final int LONGEST_TRAILER = 8192;

    /** A longer size does not take another digit. */
    private static final long SIZE_LIMIT = Long.MAX_VALUE >> 4;

    private enum State {
        SIZE_START,
        SIZE,
        EXTENSION,
        DATA,
        DATA_END,
        TRAILER_START,
        TRAILER,
        DONE
    }

    private final int status;
    private final String complaint;
    private State state = State.SIZE_START;
    private boolean carriageReturn;
    private long left;
    private int counted;

    private ChunkedDecoder(int status, String complaint) {
        this.status = status;
        this.complaint = complaint;
    }

    /** For a request body; faults have status 400. */
    public static ChunkedDecoder ofRequest() {
        return new ChunkedDecoder(400, "client sent invalid chunked body");
    }

    /** For a response body of an upstream; faults have status 502. */
    public static ChunkedDecoder ofResponse() {
        return new ChunkedDecoder(502, "upstream sent invalid chunked response");
    }

    /**
     * Reads on, and gives the content as slices of {@code in}, which are good only during the call.
     *
     * @return whether the body is complete; then {@code in} stands behind it, else everything was consumed
     */
    public boolean decode(ByteBuffer in, Consumer<ByteBuffer> body) throws HttpFault {
        while (state != State.DONE && in.hasRemaining()) {
            if (state == State.DATA) {
                takeData(in, body);
            } else {
                takeByte(in.get());
            }
        }
        return state == State.DONE;
    }

    /** Bytes that are missing from the current chunk. */
    long left() {
        return left;
    }

    private void takeData(ByteBuffer in, Consumer<ByteBuffer> body) {
        int count = (int) Math.min(left, in.remaining());
        ByteBuffer part = in.slice(in.position(), count);
        in.position(in.position() + count);
        left -= count;
        if (left == 0) {
            state = State.DATA_END;
        }
        body.accept(part);
    }

    private void takeByte(byte b) throws HttpFault {
        if (carriageReturn != (b == '\n')) {
            throw fault();
        } else if (b == '\n') {
            carriageReturn = false;
            onLineEnd();
        } else if (b == '\r' && state != State.SIZE_START) {
            carriageReturn = true;
        } else {
            onByte(b);
        }
    }

    private void onLineEnd() throws HttpFault {
        counted = state == State.TRAILER ? counted + 1 : 0;
        state = switch (state) {
            case SIZE, EXTENSION -> left == 0 ? State.TRAILER_START : State.DATA;
            case DATA_END -> State.SIZE_START;
            case TRAILER_START -> State.DONE;
            case TRAILER -> State.TRAILER_START;
            default -> throw fault();
        };
    }

    private void onByte(byte b) throws HttpFault {
        switch (state) {
            case SIZE_START -> {
                left = hexDigit(b);
                state = State.SIZE;
            }
            case SIZE -> {
                if (b == ';' || b == ' ' || b == '\t') {
                    state = State.EXTENSION;
                } else if (left > SIZE_LIMIT) {
                    throw fault();
                } else {
                    left = left << 4 | hexDigit(b);
                }
            }
            case EXTENSION -> count(b, LONGEST_EXTENSION);
            case TRAILER_START, TRAILER -> {
                count(b, LONGEST_TRAILER);
                state = State.TRAILER;
            }
            default -> throw fault();
        }
    }

    private void count(byte b, int most) throws HttpFault {
        if (++counted > most || b >= 0 && b < ' ' && b != '\t' || b == 0x7f) {
            throw fault();
        }
    }

    private int hexDigit(byte b) throws HttpFault {
        int digit = Character.digit(b, 16);
        if (digit < 0) {
            throw fault();
        }
        return digit;
    }

    private HttpFault fault() {
        return new HttpFault(status, complaint);
    }
}
