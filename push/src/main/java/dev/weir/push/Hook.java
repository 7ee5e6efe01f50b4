package dev.weir.push;

import dev.weir.core.http.Backend;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.Headers;
import dev.weir.core.ws.PushTap;
import dev.weir.core.ws.PushTap.HookEvent;

/**
 * One {@code websocket_hook} of a location.
 *
 * <p>Thread: any; immutable.
 *
 * @param lanes bounds the calls of all hooks
 * @param tap counts them
 */
record Hook(HookEvent event, Backend backend, HookLanes lanes, PushTap tap) {
    static final String EVENT = "X-Weir-Event";
    static final String ID = "X-Weir-Id";

    /** Fields that every call has. */
    Headers.Builder fields(String id) {
        return Headers.builder().add(EVENT, HookFeature.word(event)).add(ID, id);
    }

    /** POSTs on behalf of an exchange. Thread: worker. */
    HookCall call(Exchange of, Headers fields, byte[] body, HookCall.Ending ending) {
        return HookCall.begin(this, of, new Backend.Request("POST", fields, body), ending);
    }

    /** Whether an answer's status means consent. */
    static boolean isFine(int status) {
        return status >= 200 && status < 300;
    }

    /** As much of an id as a log may show: whoever has all of it can push. */
    static String shortened(String id) {
        return id.substring(0, Math.min(12, id.length())) + "...";
    }
}
