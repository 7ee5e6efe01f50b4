package dev.weir.proxy;

import dev.weir.core.http.ByteText;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.HeadWriter;
import dev.weir.core.http.Headers;
import dev.weir.core.http.HttpFault;
import dev.weir.core.ws.Handshake;
import java.util.Arrays;

/**
 * One request as an upstream gets it; the same for every server that is tried.
 *
 * <p>Thread: any; immutable.
 *
 * @param bytes the head, and the body where the location replaces it; null when the handshake is refused
 * @param method its method
 * @param target its target
 * @param upgrade what it asks the upstream to switch to
 * @param refused why the client's handshake is none; null when it is one, or no upgrade is asked for
 */
record UpstreamRequest(byte[] bytes, String method, String target, Upgrade upgrade, Handshake.Verdict refused) {

    /**
     * Makes the request.
     *
     * @param clientsLength of the client's body, as {@link RequestFields#build} takes it
     * @throws HttpFault when variables have put into it what may not stand there
     */
    static UpstreamRequest of(ProxyRoute route, Exchange exchange, Destination destination, long clientsLength)
            throws HttpFault {
        Outgoing outgoing = route.outgoing();
        byte[] own =
                outgoing.body() == null ? null : ByteText.bytes(outgoing.body().apply(exchange));
        long length = own != null ? own.length : outgoing.keepsBody() ? RequestFields.NO_BODY : clientsLength;
        Headers fields = route.requestFields().build(exchange, length);
        Upgrade upgrade = Upgrade.NONE;
        if (fields.has("Upgrade")) {
            Handshake.Verdict verdict = Handshake.checkRequest(exchange.request());
            if (!verdict.isValid() && Upgrade.isHandshake(exchange)) {
                return new UpstreamRequest(null, null, null, Upgrade.NONE, verdict);
            }
            upgrade = Upgrade.asked(exchange, fields);
            fields = upgrade.isAsked() ? fields : withoutUpgrade(fields);
        }
        String method = outgoing.methodFor(exchange);
        String target = route.uri(exchange, destination);
        byte[] head = HeadWriter.request(method, target, route.options().httpMinor(), fields);
        return new UpstreamRequest(own == null ? head : joined(head, own), method, target, upgrade, null);
    }

    /** A wish that must not reach the upstream. */
    private static Headers withoutUpgrade(Headers fields) {
        return fields.toBuilder().remove("Upgrade").set("Connection", "close").build();
    }

    private static byte[] joined(byte[] head, byte[] body) {
        byte[] all = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }
}
