package dev.weir.stats.count;

/** The Prometheus metrics whose series are {@link Counter}s; each name is a promise to scrapers. Thread: any. */
enum Metric {
    CONNECTIONS_OPENED("weir_websocket_connections_opened_total", "WebSocket connections opened."),
    CONNECTIONS_CLOSED("weir_websocket_connections_closed_total", "WebSocket connections ended."),
    FRAMES("nginx_websocket_frames_total", "Complete WebSocket frames."),
    PAYLOAD_BYTES("nginx_websocket_payload_bytes_total", "Payload bytes of complete frames."),
    TCP_BYTES("nginx_websocket_tcp_bytes_total", "Bytes on the wire after the handshake."),
    MESSAGES("weir_websocket_messages_total", "Complete WebSocket messages."),
    FRAMES_BY_OPCODE("weir_websocket_frames_by_opcode_total", "Complete frames by opcode."),
    INCOMPLETE_FRAMES("weir_websocket_incomplete_frames_total", "Frames cut off by the end of their connection."),
    INCOMPLETE_BYTES("weir_websocket_incomplete_bytes_total", "Bytes of frames that were cut off."),
    HANDSHAKES_REFUSED("weir_websocket_handshakes_refused_total", "Requests for an upgrade that got no 101."),
    HTTP_CONNECTIONS_ACCEPTED("weir_http_connections_accepted_total", "Client connections accepted."),
    HTTP_CONNECTIONS_HANDLED("weir_http_connections_handled_total", "Client connections that a worker took."),
    HTTP_CONNECTIONS_CLOSED("weir_http_connections_closed_total", "Client connections that ended."),
    HTTP_CONNECTIONS_REFUSED(
            "weir_http_connections_refused_total",
            "Client connections for which there was no place, and attempts to accept that the system refused."),
    HTTP_CONNECTIONS_CUT(
            "weir_http_connections_cut_total",
            "Client connections ended because they were slow or others needed their place, by reason."),
    HTTP_REQUESTS("weir_http_requests_total", "Requests begun."),
    PUSH_ACCEPTED("weir_push_accepted_total", "Pushes taken."),
    PUSH_DELIVERIES("weir_push_deliveries_total", "Connections that accepted pushes went to."),
    PUSH_BYTES("weir_push_bytes_total", "Bytes of the bodies of accepted pushes, once for each push."),
    PUSH_REFUSED("weir_push_refused_total", "Pushes refused, by reason."),
    PUSH_DROPPED("weir_push_dropped_total", "Messages of channels that a receiver with a full queue did not get."),
    PUSH_OVERFLOWS("weir_push_overflows_total", "Connections closed because their queue was full."),
    PUSH_BYTES_QUEUED("weir_push_bytes_queued_total", "Bytes of pushes that began to wait for a socket."),
    PUSH_BYTES_DEQUEUED("weir_push_bytes_dequeued_total", "Bytes of pushes that have ended waiting for a socket."),
    HOOK_CALLS("weir_hook_calls_total", "Calls of hooks by event and result.");

    final String id;
    final String help;

    Metric(String id, String help) {
        this.id = id;
        this.help = help;
    }
}
