package dev.weir.core.http;

import java.nio.ByteBuffer;

/**
 * Takes a body as it comes.
 *
 * <p>Thread: worker.
 */
public interface BodySink {

    /** Takes all of {@code bytes}, which is valid only for this call. Ask the source to pause when it is too much. */
    void onData(ByteBuffer bytes);

    /** The body is complete. */
    void onEnd();
}
