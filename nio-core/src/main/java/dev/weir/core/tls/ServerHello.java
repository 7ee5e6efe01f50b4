package dev.weir.core.tls;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * Finds in a server's own first records whether it resumes a session: engines differ in what they tell of it.
 *
 * <p>Source: RFC 8446 sections 4.1.3 and 4.2.11, RFC 5246 section 7.3, RFC 5077 section 3.1. Thread: worker.
 */
final class ServerHello {
    private static final int RECORD_HEADER = 5;
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int HANDSHAKE = 22;
    private static final int SERVER_HELLO = 2;
    private static final int CERTIFICATE = 11;
    private static final int PRE_SHARED_KEY = 41;
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int RANDOM_BYTES = 32;

    /** What HelloRetryRequest has as its random begins so. */
    private static final int RETRY = 0xcf21ad74;

    private enum State {
        HELLO,
        /** What comes behind the hello of TLS 1.2 tells. */
        NEXT,
        KNOWN
    }

    private State state = State.HELLO;
    private boolean resumes;

    /** Whether the server has resumed a session. */
    boolean resumes() {
        return resumes;
    }

    /** Looks at whole records on their way out, which it leaves as they are. */
    void look(ByteBuffer records) {
        if (state == State.KNOWN) {
            return;
        }
        ByteBuffer in = records.duplicate();
        try {
            while (in.remaining() > RECORD_HEADER && state != State.KNOWN) {
                int type = in.get();
                in.getShort();
                int length = in.getShort() & 0xffff;
                record(type, in.slice(in.position(), length));
                in.position(in.position() + length);
            }
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException unknown) {
            state = State.KNOWN;
        }
    }

    private void record(int type, ByteBuffer body) {
        if (state == State.NEXT && type == CHANGE_CIPHER_SPEC) {
            know(true);
        }
        while (type == HANDSHAKE && body.hasRemaining() && state != State.KNOWN) {
            int message = body.get();
            int length = (body.get() & 0xff) << 16 | body.getShort() & 0xffff;
            if (state == State.NEXT) {
                know(message != CERTIFICATE);
            } else if (message == SERVER_HELLO) {
                hello(body.slice(body.position(), length));
            }
            body.position(Math.min(body.limit(), body.position() + length));
        }
    }

    private void hello(ByteBuffer in) {
        boolean retry = in.getInt(2) == RETRY;
        in.position(2 + RANDOM_BYTES);
        in.position(in.position() + 1 + (in.get(in.position()) & 0xff) + 3);
        boolean modern = false;
        boolean resumed = false;
        if (in.hasRemaining()) {
            in.getShort();
        }
        while (in.hasRemaining()) {
            int extension = in.getShort();
            modern |= extension == SUPPORTED_VERSIONS;
            resumed |= extension == PRE_SHARED_KEY;
            in.position(in.position() + 2 + (in.getShort(in.position()) & 0xffff));
        }
        if (!modern) {
            state = State.NEXT;
        } else if (!retry) {
            know(resumed);
        }
    }

    private void know(boolean answer) {
        state = State.KNOWN;
        resumes = answer;
    }
}
