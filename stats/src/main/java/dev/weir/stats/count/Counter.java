package dev.weir.stats.count;

import dev.weir.core.http.Cut;
import dev.weir.core.ws.Opcode;

/**
 * Everything Weir counts, one constant for each series; all of them only grow. {@code in} is what clients send.
 *
 * <p>The order is that of the Prometheus page, so the series of one metric stand together; those of {@link Traffic}
 * stand first, and what comes from clients before what comes from upstreams. Thread: any.
 */
public enum Counter {
    /** WebSocket connections opened. */
    WS_OPENED(Metric.CONNECTIONS_OPENED, ""),
    /** WebSocket connections ended. */
    WS_CLOSED(Metric.CONNECTIONS_CLOSED, ""),
    /** Complete WebSocket frames from clients. */
    FRAMES_IN(Metric.FRAMES, "direction=\"in\""),
    /** Complete WebSocket frames from upstreams. */
    FRAMES_OUT(Metric.FRAMES, "direction=\"out\""),
    /** Payload bytes of complete frames from clients. */
    PAYLOAD_IN(Metric.PAYLOAD_BYTES, "direction=\"in\""),
    /** Payload bytes of complete frames from upstreams. */
    PAYLOAD_OUT(Metric.PAYLOAD_BYTES, "direction=\"out\""),
    /** Bytes on the wire after the handshake from clients. */
    BYTES_IN(Metric.TCP_BYTES, "direction=\"in\""),
    /** Bytes on the wire after the handshake from upstreams. */
    BYTES_OUT(Metric.TCP_BYTES, "direction=\"out\""),
    /** Complete WebSocket messages from clients. */
    MESSAGES_IN(Metric.MESSAGES, "direction=\"in\""),
    /** Complete WebSocket messages from upstreams. */
    MESSAGES_OUT(Metric.MESSAGES, "direction=\"out\""),
    CONTINUATION_IN(Metric.FRAMES_BY_OPCODE, "opcode=\"continuation\",direction=\"in\""),
    CONTINUATION_OUT(Metric.FRAMES_BY_OPCODE, "opcode=\"continuation\",direction=\"out\""),
    TEXT_IN(Metric.FRAMES_BY_OPCODE, "opcode=\"text\",direction=\"in\""),
    TEXT_OUT(Metric.FRAMES_BY_OPCODE, "opcode=\"text\",direction=\"out\""),
    BINARY_IN(Metric.FRAMES_BY_OPCODE, "opcode=\"binary\",direction=\"in\""),
    BINARY_OUT(Metric.FRAMES_BY_OPCODE, "opcode=\"binary\",direction=\"out\""),
    CLOSE_IN(Metric.FRAMES_BY_OPCODE, "opcode=\"close\",direction=\"in\""),
    CLOSE_OUT(Metric.FRAMES_BY_OPCODE, "opcode=\"close\",direction=\"out\""),
    PING_IN(Metric.FRAMES_BY_OPCODE, "opcode=\"ping\",direction=\"in\""),
    PING_OUT(Metric.FRAMES_BY_OPCODE, "opcode=\"ping\",direction=\"out\""),
    PONG_IN(Metric.FRAMES_BY_OPCODE, "opcode=\"pong\",direction=\"in\""),
    PONG_OUT(Metric.FRAMES_BY_OPCODE, "opcode=\"pong\",direction=\"out\""),
    RESERVED_IN(Metric.FRAMES_BY_OPCODE, "opcode=\"reserved\",direction=\"in\""),
    RESERVED_OUT(Metric.FRAMES_BY_OPCODE, "opcode=\"reserved\",direction=\"out\""),
    /** Frames cut off by the end of their connection from clients. */
    INCOMPLETE_FRAMES_IN(Metric.INCOMPLETE_FRAMES, "direction=\"in\""),
    /** Frames cut off by the end of their connection from upstreams. */
    INCOMPLETE_FRAMES_OUT(Metric.INCOMPLETE_FRAMES, "direction=\"out\""),
    /** Bytes of frames that were cut off from clients. */
    INCOMPLETE_BYTES_IN(Metric.INCOMPLETE_BYTES, "direction=\"in\""),
    /** Bytes of frames that were cut off from upstreams. */
    INCOMPLETE_BYTES_OUT(Metric.INCOMPLETE_BYTES, "direction=\"out\""),
    /** Answered with 400. */
    REFUSED_BAD_REQUEST(Metric.HANDSHAKES_REFUSED, "reason=\"bad_request\""),
    /** Answered with 401 or 403. */
    REFUSED_FORBIDDEN(Metric.HANDSHAKES_REFUSED, "reason=\"forbidden\""),
    /** Answered with 404. */
    REFUSED_NOT_FOUND(Metric.HANDSHAKES_REFUSED, "reason=\"not_found\""),
    /** Answered with 426. */
    REFUSED_VERSION(Metric.HANDSHAKES_REFUSED, "reason=\"version\""),
    /** Answered with 429 or 503. */
    REFUSED_LIMIT(Metric.HANDSHAKES_REFUSED, "reason=\"limit\""),
    /** Answered with 502. */
    REFUSED_UPSTREAM(Metric.HANDSHAKES_REFUSED, "reason=\"upstream\""),
    /** Answered with 408 or 504. */
    REFUSED_TIMEOUT(Metric.HANDSHAKES_REFUSED, "reason=\"timeout\""),
    /** Answered with 499. */
    REFUSED_GONE(Metric.HANDSHAKES_REFUSED, "reason=\"client_gone\""),
    /** Answered with any other status. */
    REFUSED_OTHER(Metric.HANDSHAKES_REFUSED, "reason=\"other\""),
    /** Client connections accepted. */
    HTTP_ACCEPTED(Metric.HTTP_CONNECTIONS_ACCEPTED, ""),
    /** Client connections that a worker took. */
    HTTP_HANDLED(Metric.HTTP_CONNECTIONS_HANDLED, ""),
    /** Client connections that ended. */
    HTTP_CLOSED(Metric.HTTP_CONNECTIONS_CLOSED, ""),
    /** Client connections closed as soon as they were accepted, since all places were taken. */
    HTTP_REFUSED_LIMIT(Metric.HTTP_CONNECTIONS_REFUSED, "reason=\"limit\""),
    /** Attempts to accept that failed, as they do when there are no descriptors; whoever wants to come waits. */
    HTTP_REFUSED_DESCRIPTORS(Metric.HTTP_CONNECTIONS_REFUSED, "reason=\"descriptors\""),
    CUT_MADE_WAY(Metric.HTTP_CONNECTIONS_CUT, "reason=\"made_way\""),
    CUT_TLS_TIMEOUT(Metric.HTTP_CONNECTIONS_CUT, "reason=\"tls_timeout\""),
    CUT_PROXY_PROTOCOL_TIMEOUT(Metric.HTTP_CONNECTIONS_CUT, "reason=\"proxy_protocol_timeout\""),
    CUT_HEADER_TIMEOUT(Metric.HTTP_CONNECTIONS_CUT, "reason=\"header_timeout\""),
    CUT_BODY_TIMEOUT(Metric.HTTP_CONNECTIONS_CUT, "reason=\"body_timeout\""),
    CUT_SEND_TIMEOUT(Metric.HTTP_CONNECTIONS_CUT, "reason=\"send_timeout\""),
    CUT_MIN_RATE(Metric.HTTP_CONNECTIONS_CUT, "reason=\"min_rate\""),
    /** Requests begun. */
    HTTP_REQUESTS(Metric.HTTP_REQUESTS, ""),
    /** Pushes taken. */
    PUSH_ACCEPTED(Metric.PUSH_ACCEPTED, ""),
    /** Receivers of the pushes taken: 1 for an id, 0 or more for a channel. */
    PUSH_DELIVERIES(Metric.PUSH_DELIVERIES, ""),
    /** Bytes of the bodies of pushes taken, however many receivers they have. */
    PUSH_BYTES(Metric.PUSH_BYTES, ""),
    PUSH_REFUSED_BAD_ID(Metric.PUSH_REFUSED, "reason=\"bad_id\""),
    PUSH_REFUSED_BAD_TEXT(Metric.PUSH_REFUSED, "reason=\"bad_text\""),
    PUSH_REFUSED_GONE(Metric.PUSH_REFUSED, "reason=\"gone\""),
    PUSH_REFUSED_TOO_LARGE(Metric.PUSH_REFUSED, "reason=\"too_large\""),
    PUSH_REFUSED_QUEUE_FULL(Metric.PUSH_REFUSED, "reason=\"queue_full\""),
    PUSH_REFUSED_SHUTTING_DOWN(Metric.PUSH_REFUSED, "reason=\"shutting_down\""),
    /** Messages of a channel that a receiver did not get, since its queue was full. */
    PUSH_DROPPED(Metric.PUSH_DROPPED, ""),
    /** Connections closed, since their queue was full. */
    PUSH_OVERFLOWS(Metric.PUSH_OVERFLOWS, ""),
    /** Bytes of pushes that began to wait for a socket. */
    PUSH_BYTES_QUEUED(Metric.PUSH_BYTES_QUEUED, ""),
    /** Bytes of pushes that left for the socket or were given up. */
    PUSH_BYTES_DEQUEUED(Metric.PUSH_BYTES_DEQUEUED, ""),
    HOOK_CONNECT_OK(Metric.HOOK_CALLS, "event=\"connect\",result=\"ok\""),
    HOOK_CONNECT_REFUSED(Metric.HOOK_CALLS, "event=\"connect\",result=\"refused\""),
    HOOK_CONNECT_FAILED(Metric.HOOK_CALLS, "event=\"connect\",result=\"failed\""),
    HOOK_CONNECT_DROPPED(Metric.HOOK_CALLS, "event=\"connect\",result=\"dropped\""),
    HOOK_MESSAGE_OK(Metric.HOOK_CALLS, "event=\"message\",result=\"ok\""),
    HOOK_MESSAGE_REFUSED(Metric.HOOK_CALLS, "event=\"message\",result=\"refused\""),
    HOOK_MESSAGE_FAILED(Metric.HOOK_CALLS, "event=\"message\",result=\"failed\""),
    HOOK_MESSAGE_DROPPED(Metric.HOOK_CALLS, "event=\"message\",result=\"dropped\""),
    HOOK_DISCONNECT_OK(Metric.HOOK_CALLS, "event=\"disconnect\",result=\"ok\""),
    HOOK_DISCONNECT_REFUSED(Metric.HOOK_CALLS, "event=\"disconnect\",result=\"refused\""),
    HOOK_DISCONNECT_FAILED(Metric.HOOK_CALLS, "event=\"disconnect\",result=\"failed\""),
    HOOK_DISCONNECT_DROPPED(Metric.HOOK_CALLS, "event=\"disconnect\",result=\"dropped\"");

    private static final Counter[] BY_OPCODE_IN = byOpcode(true);
    private static final Counter[] BY_OPCODE_OUT = byOpcode(false);

    private final Metric metric;
    private final String labels;

    Counter(Metric metric, String labels) {
        this.metric = metric;
        this.labels = labels;
    }

    /** Whether {@link Traffic} counts it, for each series, rather than {@link WorkerCounters}. */
    boolean isTraffic() {
        return ordinal() < Traffic.COUNTERS;
    }

    /** Whether {@link FrameKinds} counts it. */
    boolean isOfOpcode() {
        return metric == Metric.FRAMES_BY_OPCODE;
    }

    Metric metric() {
        return metric;
    }

    /** Its labels as Prometheus writes them, without braces; empty for none. */
    public String labels() {
        return labels;
    }

    /** The counter of frames with an opcode, 0 to 15. */
    static Counter ofOpcode(boolean in, int opcode) {
        return (in ? BY_OPCODE_IN : BY_OPCODE_OUT)[opcode & 0xf];
    }

    /** The counter for a request for an upgrade that was answered with {@code status} instead of 101. */
    static Counter ofRefusal(int status) {
        return switch (status) {
            case 400 -> REFUSED_BAD_REQUEST;
            case 401, 403 -> REFUSED_FORBIDDEN;
            case 404 -> REFUSED_NOT_FOUND;
            case 426 -> REFUSED_VERSION;
            case 429, 503 -> REFUSED_LIMIT;
            case 502 -> REFUSED_UPSTREAM;
            case 408, 504 -> REFUSED_TIMEOUT;
            case 499 -> REFUSED_GONE;
            default -> REFUSED_OTHER;
        };
    }

    /** The counter of client connections that were cut for this reason. */
    static Counter of(Cut why) {
        return switch (why) {
            case MADE_WAY -> CUT_MADE_WAY;
            case TLS_TIMEOUT -> CUT_TLS_TIMEOUT;
            case PROXY_PROTOCOL_TIMEOUT -> CUT_PROXY_PROTOCOL_TIMEOUT;
            case HEADER_TIMEOUT -> CUT_HEADER_TIMEOUT;
            case BODY_TIMEOUT -> CUT_BODY_TIMEOUT;
            case SEND_TIMEOUT -> CUT_SEND_TIMEOUT;
            case MIN_RATE -> CUT_MIN_RATE;
        };
    }

    /** The value of the label {@code reason}, which is its only one. */
    String reason() {
        return labels.substring(labels.indexOf('"') + 1, labels.length() - 1);
    }

    private static Counter[] byOpcode(boolean in) {
        Counter[] table = new Counter[16];
        for (int opcode = 0; opcode < table.length; opcode++) {
            table[opcode] = switch (opcode) {
                case Opcode.CONTINUATION -> in ? CONTINUATION_IN : CONTINUATION_OUT;
                case Opcode.TEXT -> in ? TEXT_IN : TEXT_OUT;
                case Opcode.BINARY -> in ? BINARY_IN : BINARY_OUT;
                case Opcode.CLOSE -> in ? CLOSE_IN : CLOSE_OUT;
                case Opcode.PING -> in ? PING_IN : PING_OUT;
                case Opcode.PONG -> in ? PONG_IN : PONG_OUT;
                default -> in ? RESERVED_IN : RESERVED_OUT;
            };
        }
        return table;
    }
}
