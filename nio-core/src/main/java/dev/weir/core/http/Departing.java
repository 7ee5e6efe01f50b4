package dev.weir.core.http;

/**
 * A protocol of client connections that can be asked to come to its end: its configuration has had its time, or Weir
 * ends.
 *
 * <p>Thread: worker.
 */
public interface Departing {

    /** Whether the connection is still served by a generation before {@code current}. */
    boolean isOlderThan(Generation current);

    /**
     * Ends: a WebSocket by a Close 1001 at the next boundary of a frame, all else at once. What was written before
     * leaves as far as the socket takes it in this turn.
     */
    void depart();
}
