package dev.weir.core.ws;

/**
 * Hears of pushes and hooks: what the statistics count beyond frames.
 *
 * <p>Thread: worker, the one whose index is told. No method may block or throw.
 */
public interface PushTap {
    /** Counts nothing. */
    PushTap NONE = new PushTap() {};

    /** Why a push was refused. */
    enum Refusal {
        /** 400: no id, or none that could be of this server's making. */
        BAD_ID,
        /** 400: text that is not UTF-8. */
        BAD_TEXT,
        /** 410: the connection has ended. */
        GONE,
        /** 413. */
        TOO_LARGE,
        /** 429: the receiver does not read fast enough, or too much is on its way to all together. */
        QUEUE_FULL,
        /** 503: Weir shuts down. */
        SHUTTING_DOWN
    }

    /** What a hook is called for. */
    enum HookEvent {
        CONNECT,
        MESSAGE,
        DISCONNECT
    }

    /** How a hook's call ended. */
    enum HookResult {
        /** A status of 2xx. */
        OK,
        /** Any other status. */
        REFUSED,
        /** No answer. */
        FAILED,
        /** Not called, since too many waited. */
        DROPPED
    }

    /**
     * A push was taken.
     *
     * @param receivers how many connections it goes to: 1 for an id, 0 or more for a channel, where those without room
     *     are left out
     * @param bytes of its body
     */
    default void onAccepted(int worker, int receivers, long bytes) {}

    /** A push was answered with a refusal; nobody gets its message. */
    default void onRefused(int worker, Refusal why) {}

    /** A receiver of a channel did not get a message, since its queue was full. */
    default void onDropped(int worker) {}

    /** A connection was closed, since its queue was full. */
    default void onOverflow(int worker) {}

    /** Bytes began to wait for sockets ({@code bytes > 0}) or left or were given up ({@code bytes < 0}). */
    default void onQueued(int worker, long bytes) {}

    /** The last byte of a pushed message has been taken by the socket, so long after its POST began. */
    default void onWritten(int worker, long nanos) {}

    /** A call of a hook has ended, or will not be made. */
    default void onHook(int worker, HookEvent event, HookResult result) {}
}
