package dev.weir.core.http;

import dev.weir.core.loop.Worker;

/**
 * Observes what client connections do, for statistics.
 *
 * <p>Thread: worker, that of the connection; must not block or throw.
 */
public interface ConnectionTap {
    /** Observes nothing. */
    ConnectionTap NONE = (worker, before, now) -> {};

    /** What a client connection does; {@link #CLOSED} also stands before its beginning. */
    enum Activity {
        CLOSED,
        /** Idle, also before its first request. */
        WAITING,
        /** A request's head is coming. */
        READING,
        /** A request is worked on or answered; a WebSocket is open. */
        WRITING
    }

    void onActivity(Worker worker, Activity before, Activity now);

    /** Weir ends one, which {@link #onActivity} will tell too, because it is slow or in the way. */
    default void onCut(Worker worker, Cut why) {}
}
