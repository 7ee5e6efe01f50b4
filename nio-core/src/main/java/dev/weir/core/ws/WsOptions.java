package dev.weir.core.ws;

import java.time.Duration;

/**
 * What one location demands of its WebSocket connections, be they tunnels or endpoints of Weir's own: the directives
 * {@code ws_idle_timeout}, {@code ws_ping}, {@code ws_max_message_size}, {@code ws_send_queue}, {@code ws_limit_rate},
 * {@code ws_origin}, {@code ws_validate}, {@code ws_handshake} and {@code ws_drain_timeout}. Where the operator says
 * nothing, the kind of connection decides.
 *
 * <p>Thread: any; immutable.
 *
 * @param idleTimeout longest silence in both directions; null for the connection's own default
 * @param ping when to ping; null for the connection's own default
 * @param messageSize most bytes of a message
 * @param sendQueue how much may wait for a slow reader
 * @param rate how much a client may send
 * @param origin which pages may connect; null for the connection's own default. Where it is said a gate has asked it
 *     before any handler runs.
 * @param validation what a tunnel holds its peers to; an endpoint always holds its client to all
 * @param loose whether a tunnel opens for any protocol, unjudged
 * @param drain how connections end when their server does
 */
public record WsOptions(
        Duration idleTimeout,
        Ping ping,
        MessageSize messageSize,
        SendQueue sendQueue,
        Rate rate,
        OriginRule origin,
        Validation validation,
        boolean loose,
        Drain drain) {

    /** Nothing said. */
    public static final WsOptions DEFAULTS =
            new WsOptions(null, null, MessageSize.DEFAULT, SendQueue.DEFAULT, Rate.NONE, null);

    /** What concerns tunnels and the end of servers is as usual. */
    public WsOptions(
            Duration idleTimeout,
            Ping ping,
            MessageSize messageSize,
            SendQueue sendQueue,
            Rate rate,
            OriginRule origin) {
        this(idleTimeout, ping, messageSize, sendQueue, rate, origin, Validation.OFF, false, Drain.DEFAULT);
    }

    /** Which rules of RFC 6455 a tunnel holds both its peers to. */
    public enum Validation {
        /** None: whatever comes passes. */
        OFF,
        /** Those of frames and their order. */
        FRAMES,
        /** Those, and that text is UTF-8. */
        UTF8
    }

    /**
     * How a connection ends when its server does.
     *
     * @param time after which it is cut; zero waits for ever and says no Close
     * @param spread within which the Close is sent, at a moment of each connection's own; zero at once
     * @param code of the Close
     */
    public record Drain(Duration time, Duration spread, int code) {
        public static final Drain DEFAULT = new Drain(Duration.ofSeconds(30), Duration.ZERO, CloseCode.GOING_AWAY);

        public boolean isOff() {
            return time.isZero();
        }
    }

    /**
     * @param client whether the client is pinged
     * @param upstream whether the upstream is pinged
     * @param interval silence of a side after which it is pinged; zero never
     * @param timeout longest wait for the pong; zero waits for {@code idleTimeout}
     */
    public record Ping(boolean client, boolean upstream, Duration interval, Duration timeout) {}

    /**
     * @param client most bytes of a client's message; 0 for no limit, {@link #UNSAID} for the connection's own default
     * @param upstream the same for messages of the upstream
     */
    public record MessageSize(long client, long upstream) {
        public static final long UNSAID = -1;
        static final MessageSize DEFAULT = new MessageSize(UNSAID, UNSAID);

        /** The limit for a client's messages. */
        public long client(long otherwise) {
            return client == UNSAID ? otherwise : client;
        }

        /** The limit for the upstream's messages. */
        public long upstream(long otherwise) {
            return upstream == UNSAID ? otherwise : upstream;
        }
    }

    /**
     * @param bytes most bytes that wait for one reader; {@link #UNSAID} for the connection's own default
     * @param full what happens beyond; null for the connection's own default
     */
    public record SendQueue(long bytes, Full full) {
        public static final long UNSAID = -1;
        static final SendQueue DEFAULT = new SendQueue(UNSAID, null);
        private static final long USUAL_BYTES = 1024 * 1024;

        /** Most bytes that wait for one reader of an endpoint. */
        @Override
        public long bytes() {
            return bytes(USUAL_BYTES);
        }

        /** The same where something else is usual. */
        public long bytes(long otherwise) {
            return bytes == UNSAID ? otherwise : bytes;
        }

        /** What happens to what does not fit. */
        public Full full(Full otherwise) {
            return full == null ? otherwise : full;
        }
    }

    /** What happens when a send queue is full. */
    public enum Full {
        /** Whoever sends waits. */
        PAUSE,
        /** What does not fit is not sent. */
        DROP,
        /** The slow reader is closed with 1013. */
        CLOSE
    }

    /**
     * What a client may send: two buckets, of which each message takes.
     *
     * @param messages how many messages
     * @param bytes how many bytes on the wire, headers of frames included
     * @param close whether a client beyond it is closed with 1008; else it is read no faster
     */
    public record Rate(Allowance messages, Allowance bytes, boolean close) {
        static final Rate NONE = new Rate(Allowance.NONE, Allowance.NONE, false);

        public boolean isLimited() {
            return messages.isLimited() || bytes.isLimited();
        }
    }

    /**
     * A bucket that fills evenly.
     *
     * @param amount what flows in during a period, 0 to {@link #MOST}; 0 for no limit
     * @param period in which it flows in: at most a minute
     * @param burst what the bucket holds, and thus what may come at once; 1 to {@link #MOST}
     */
    public record Allowance(long amount, Duration period, long burst) {
        /** 128 GiB: an amount times the microseconds of a minute is still a {@code long}. */
        public static final long MOST = 1L << 37;

        public static final Allowance NONE = new Allowance(0, Duration.ofSeconds(1), 1);

        public boolean isLimited() {
            return amount > 0;
        }
    }
}
