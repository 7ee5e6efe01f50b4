package dev.weir.stats.connections;

import dev.weir.core.json.JsonWriter;

/** A connection as JSON; its members are described in {@code docs/guides/connections.md}. Thread: any. */
final class RowJson {
    private RowJson() {}

    static void write(JsonWriter json, Row row) {
        json.open();
        json.number("id", row.id());
        json.text("kind", row.kind());
        json.text("remote_addr", row.remoteAddress());
        if (row.remotePort() < 0) {
            json.nothing("remote_port");
        } else {
            json.number("remote_port", row.remotePort());
        }
        json.text("server", row.server());
        json.text("location", row.location());
        json.text("uri", row.path());
        json.text("upstream", row.peer());
        json.text("upstream_name", row.upstream());
        json.number("worker", row.worker());
        json.decimal("opened", row.openedMillis(), 3);
        json.decimal("age_seconds", row.ageNanos() / 1_000_000, 3);
        json.decimal("idle_seconds", row.idleNanos() / 1_000_000, 3);
        traffic(json, "client", row.client());
        traffic(json, "upstream_traffic", row.fromUpstream());
        json.number("queued_bytes", row.queuedBytes());
        if (row.rttNanos() < 0) {
            json.nothing("rtt_seconds");
        } else {
            json.decimal("rtt_seconds", row.rttNanos() / 1000, 6);
        }
        json.close();
    }

    private static void traffic(JsonWriter json, String name, Row.Traffic traffic) {
        json.open(name);
        json.number("frames", traffic.frames());
        json.number("messages", traffic.messages());
        json.number("payload_bytes", traffic.payloadBytes());
        json.number("tcp_bytes", traffic.bytes());
        json.close();
    }
}
