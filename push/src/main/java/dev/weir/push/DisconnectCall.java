package dev.weir.push;

import dev.weir.core.http.ByteText;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.Headers;
import dev.weir.core.ws.PushTap.HookResult;
import dev.weir.core.ws.SessionFacts;
import dev.weir.core.ws.WsEnd;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a disconnect hook of the end of one connection. It is told once: an answer that does not come is not asked for
 * again, since the backend may have heard.
 *
 * <p>Thread: worker.
 */
final class DisconnectCall implements HookCall.Ending {
    private static final Logger LOG = LoggerFactory.getLogger(DisconnectCall.class);

    private final Hook hook;
    private final Exchange of;
    private final String id;

    /** @param hook null when nobody is to be told */
    DisconnectCall(Hook hook, Exchange of, String id) {
        this.hook = hook;
        this.of = of;
        this.id = id;
    }

    /** @param json what is told */
    void start(String json) {
        if (hook != null) {
            Headers fields =
                    hook.fields(id).add("Content-Type", "application/json").build();
            hook.call(of, fields, ByteText.bytes(json), this);
        }
    }

    /** What is told of a connection that ends now; plain ASCII. */
    static String json(String id, SessionFacts facts, WsEnd end, long nowNanos) {
        long millis = (nowNanos - facts.openedNanos) / 1_000_000;
        return "{\"id\":\"" + id + "\",\"code\":" + end.code()
                + ",\"side\":\"" + word(end.side()) + "\",\"cause\":\"" + word(end.cause())
                + "\",\"age\":" + millis / 1000 + '.' + String.format(Locale.ROOT, "%03d", millis % 1000)
                + ",\"messages_in\":" + facts.messagesIn + ",\"messages_out\":" + facts.messagesOut + '}';
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public HookResult onAnswer(int status, Headers headers, byte[] body) {
        if (Hook.isFine(status)) {
            return HookResult.OK;
        }
        LOG.info("*{} the disconnect hook answered {} for {}", of.connection().id(), status, Hook.shortened(id));
        return HookResult.REFUSED;
    }

    @Override
    public void onFailure(int status, String problem) {
        LOG.error("*{} disconnect hook for {}: {}", of.connection().id(), Hook.shortened(id), problem);
    }
}
