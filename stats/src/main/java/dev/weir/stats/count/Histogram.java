package dev.weir.stats.count;

/**
 * Everything whose distribution Weir measures, one constant for each series; the counterpart of {@link Counter}. The
 * series of one metric stand together.
 *
 * <p>Thread: any.
 */
enum Histogram {
    /** From the beginning of a push's POST until the socket has taken the last byte of its message; nanoseconds. */
    PUSH_DELIVERY(
            "weir_push_delivery_seconds",
            "",
            "Time from the POST of a push until the socket has taken its message.",
            Buckets.LATENCY),
    /** Bytes of complete messages from clients; {@link FrameKinds} counts them. */
    MESSAGE_SIZE_IN(Names.MESSAGE_SIZE, "direction=\"in\"", Names.OF_MESSAGES, Buckets.SIZE),
    /** Bytes of complete messages from upstreams; {@link FrameKinds} counts them. */
    MESSAGE_SIZE_OUT(Names.MESSAGE_SIZE, "direction=\"out\"", Names.OF_MESSAGES, Buckets.SIZE),
    /** From a ping to a client until its pong; nanoseconds. */
    PING_CLIENT(Names.PING, "side=\"client\"", Names.OF_PINGS, Buckets.LATENCY),
    /** From a ping to an upstream until its pong; nanoseconds. */
    PING_UPSTREAM(Names.PING, "side=\"upstream\"", Names.OF_PINGS, Buckets.LATENCY),
    /** From the 101 until the end; milliseconds, since nanoseconds of many days would not fit into the sum. */
    SESSION("weir_websocket_session_seconds", "", "Length of ended WebSocket connections.", Buckets.LIFE),
    /** From the first byte of the request until the 101; nanoseconds. */
    HANDSHAKE(
            "weir_websocket_handshake_seconds",
            "",
            "Time from the first byte of an accepted handshake until its 101.",
            Buckets.LATENCY);

    /** What the series of one metric have in common. */
    private static final class Names {
        private static final String MESSAGE_SIZE = "weir_websocket_message_size_bytes";
        private static final String OF_MESSAGES = "Payload bytes of complete WebSocket messages.";
        private static final String PING = "weir_websocket_ping_rtt_seconds";
        private static final String OF_PINGS = "Time from a ping until its pong, by who was asked.";

        private Names() {}
    }

    private final String metric;
    private final String labels;
    private final String help;
    private final Buckets buckets;

    Histogram(String metric, String labels, String help, Buckets buckets) {
        this.metric = metric;
        this.labels = labels;
        this.help = help;
        this.buckets = buckets;
    }

    /** The Prometheus metric: a promise to scrapers. */
    String metric() {
        return metric;
    }

    /** Its labels as Prometheus writes them, without braces; empty for none. */
    String labels() {
        return labels;
    }

    String help() {
        return help;
    }

    Buckets buckets() {
        return buckets;
    }
}
