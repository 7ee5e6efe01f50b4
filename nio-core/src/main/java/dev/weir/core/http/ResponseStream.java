package dev.weir.core.http;

import java.nio.ByteBuffer;

/**
 * The body of a response on its way out.
 *
 * <p>Thread: worker.
 */
public interface ResponseStream {

    /** Sends a copy of all bytes; for a response without a body they are dropped. */
    void write(ByteBuffer bytes);

    /** The body is complete. */
    void finish();

    /** Whether so much waits that the source should pause until {@link #onDrained}. */
    boolean isCongested();

    /** What to do each time when all that waited has left; null for nothing. */
    void onDrained(Runnable action);

    /** How many waiting bytes make it congested. */
    void highMark(int bytes);

    /** Sends what is queued now instead of at the end of the loop's turn. */
    void flush();
}
