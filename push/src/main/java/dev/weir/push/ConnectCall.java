package dev.weir.push;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.Headers;
import dev.weir.core.ws.CloseCode;
import dev.weir.core.ws.PushTap.HookResult;
import dev.weir.core.ws.SessionFacts;
import dev.weir.core.ws.WsEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a connect hook about one handshake.
 *
 * <pre>
 *   ASKED ──2xx──▶ admitted
 *     ├────4xx, 5xx──▶ answered so;  other ──▶ 502;  no answer ──▶ 502, 504
 *     └────client gone──▶ given up; but once the backend may know of the client, its consent is waited for, and the
 *                         disconnect hook takes it back
 * </pre>
 *
 * <p>Thread: worker.
 */
final class ConnectCall implements HookCall.Ending {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectCall.class);

    /** Fields of a refusal without which the client could not go on. */
    private static final List<String> PASSED = List.of("Content-Type", "WWW-Authenticate", "Retry-After");

    private final Hooks hooks;
    private final Exchange exchange;
    private final String id;
    private final Consumer<Admission> admitted;
    private final long startNanos;
    private HookCall call;
    private boolean gone;

    ConnectCall(Hooks hooks, Exchange exchange, String id, Consumer<Admission> admitted) {
        this.hooks = hooks;
        this.exchange = exchange;
        this.id = id;
        this.admitted = admitted;
        this.startNanos = exchange.worker().nanos();
    }

    void start() {
        exchange.onAbort(this::onAborted);
        Headers fields = HandshakeFields.of(exchange, hooks.connect().fields(id));
        call = hooks.connect().call(exchange, fields, new byte[0], this);
    }

    private void onAborted() {
        gone = true;
        if (hooks.disconnect() == null || !call.hasBegun()) {
            call.abandon();
        }
    }

    @Override
    public HookResult onAnswer(int status, Headers headers, byte[] body) {
        boolean fine = Hook.isFine(status);
        if (gone) {
            if (fine) {
                takeBack();
            }
        } else if (fine) {
            exchange.onAbort(null);
            exchange.connection().guarded(() -> admitted.accept(admission(headers)));
        } else {
            exchange.onAbort(null);
            exchange.connection().guarded(() -> refuse(status, headers, body));
        }
        return fine ? HookResult.OK : HookResult.REFUSED;
    }

    private void takeBack() {
        WsEnd end = new WsEnd(WsEnd.By.CLIENT, CloseCode.ABNORMAL, WsEnd.Cause.EOF, 0, 0);
        SessionFacts facts = new SessionFacts(startNanos);
        new DisconnectCall(hooks.disconnect(), exchange, id)
                .start(DisconnectCall.json(id, facts, end, exchange.worker().nanos()));
    }

    @Override
    public void onFailure(int status, String problem) {
        LOG.error("*{} connect hook: {}, client: {}", exchange.connection().id(), problem, client());
        if (!gone) {
            exchange.onAbort(null);
            exchange.connection().guarded(() -> exchange.error(status));
        }
    }

    private void refuse(int status, Headers headers, byte[] body) {
        LOG.info(
                "*{} the connect hook answered {}, client: {}",
                exchange.connection().id(),
                status,
                client());
        if (status < 400 || status > 599) {
            exchange.error(502);
            return;
        }
        Headers.Builder fields = Headers.builder();
        for (String name : PASSED) {
            headers.all(name).forEach(value -> fields.add(name, value));
        }
        exchange.respond(status, fields.build(), body);
    }

    private String client() {
        return exchange.peering().remoteAddress();
    }

    private Admission admission(Headers headers) {
        String protocol = headers.first("Sec-WebSocket-Protocol");
        if (protocol != null
                && !elements(exchange.request().headers(), "Sec-WebSocket-Protocol")
                        .contains(protocol)) {
            LOG.warn(
                    "*{} the connect hook chose a subprotocol that the client does not offer, client: {}",
                    exchange.connection().id(),
                    client());
            protocol = null;
        }
        return new Admission(protocol, elements(headers, "X-Weir-Channel"));
    }

    /** The elements of a list field, in order (RFC 9110 section 5.6.1). */
    private static List<String> elements(Headers headers, String name) {
        List<String> elements = new ArrayList<>();
        for (String value : headers.all(name)) {
            for (String element : value.split(",")) {
                if (!element.isBlank()) {
                    elements.add(element.strip());
                }
            }
        }
        return elements;
    }
}
