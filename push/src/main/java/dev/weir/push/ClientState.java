package dev.weir.push;

import dev.weir.core.http.ByteText;
import dev.weir.core.json.JsonWriter;
import dev.weir.core.ws.SessionFacts;
import java.time.Instant;

/**
 * What there is to tell of a connection, as JSON.
 *
 * <p>Thread: worker, that of the connection.
 */
final class ClientState {
    private ClientState() {}

    static byte[] of(Client client) {
        SessionFacts facts = client.endpoint().facts();
        long nowNanos = client.worker().nanos();
        long nowMillis = client.worker().wallMillis();
        long busyMillis = nowMillis - (nowNanos - client.protocol().lastActiveNanos()) / 1_000_000;
        JsonWriter json = new JsonWriter().open();
        json.text("id", client.id().toString());
        json.text("connected", Instant.ofEpochMilli(client.openedWallMillis()).toString());
        json.text("last_activity", Instant.ofEpochMilli(busyMillis).toString());
        json.text("remote_addr", client.exchange().peering().remoteAddress());
        json.openArray("channels");
        client.channels().forEach(channel -> json.element(ByteText.decode(channel)));
        json.closeArray();
        json.number("messages_in", facts.messagesIn);
        json.number("messages_out", facts.messagesOut);
        json.number("payload_in", facts.payloadIn);
        json.number("payload_out", facts.payloadOut);
        json.number("queued_bytes", client.protocol().pending());
        return json.close().line();
    }
}
