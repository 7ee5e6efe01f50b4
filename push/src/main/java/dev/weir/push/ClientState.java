package dev.weir.push;

import dev.weir.core.http.ByteText;
import dev.weir.core.ws.SessionFacts;
import java.time.Instant;
import java.util.stream.Collectors;

/**
 * What there is to tell of a connection, as JSON.
 *
 * <p>Thread: worker, that of the connection.
 */
final class ClientState {
    private final StringBuilder out = new StringBuilder(512);

    private ClientState() {}

    static byte[] of(Client client) {
        ClientState state = new ClientState();
        SessionFacts facts = client.endpoint().facts();
        long nowNanos = client.worker().nanos();
        long nowMillis = client.worker().wallMillis();
        long busyMillis = nowMillis - (nowNanos - client.protocol().lastActiveNanos()) / 1_000_000;
        state.text("id", client.id().toString());
        state.text("connected", Instant.ofEpochMilli(client.openedWallMillis()).toString());
        state.text("last_activity", Instant.ofEpochMilli(busyMillis).toString());
        state.text("remote_addr", client.exchange().peering().remoteAddress());
        state.raw(
                "channels", client.channels().stream().map(JsonText::quote).collect(Collectors.joining(",", "[", "]")));
        state.number("messages_in", facts.messagesIn);
        state.number("messages_out", facts.messagesOut);
        state.number("payload_in", facts.payloadIn);
        state.number("payload_out", facts.payloadOut);
        state.number("queued_bytes", client.protocol().pending());
        return ByteText.bytes(state.out.append("}\n").toString());
    }

    private void text(String name, String value) {
        raw(name, JsonText.quote(value));
    }

    private void number(String name, long value) {
        raw(name, Long.toString(value));
    }

    private void raw(String name, String value) {
        out.append(out.isEmpty() ? '{' : ',')
                .append('"')
                .append(name)
                .append("\":")
                .append(value);
    }
}
