package dev.weir.core.buffer;

import java.util.ArrayDeque;

/**
 * Where a protocol keeps what it notes of the bytes that wait to be written.
 *
 * <p>Thread: worker.
 */
@FunctionalInterface
public interface Notes {

    /** The notes in the protocol's own order. */
    ArrayDeque<Object> notes();
}
