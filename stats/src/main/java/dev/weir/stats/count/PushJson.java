package dev.weir.stats.count;

import dev.weir.core.json.JsonWriter;
import dev.weir.core.ws.PushTap.HookEvent;
import dev.weir.core.ws.PushTap.HookResult;
import dev.weir.core.ws.PushTap.Refusal;
import java.util.Locale;

/**
 * What JSON says of pushes and hooks; see {@link StatJson}.
 *
 * <p>Thread: the one that made it.
 */
final class PushJson {
    private final CounterBoard board;
    private final JsonWriter json;

    PushJson(CounterBoard board, JsonWriter json) {
        this.board = board;
        this.json = json;
    }

    void write() {
        json.open("push");
        json.number("accepted", board.sum(Counter.PUSH_ACCEPTED));
        json.number("deliveries", board.sum(Counter.PUSH_DELIVERIES));
        json.number("bytes", board.sum(Counter.PUSH_BYTES));
        json.open("refused");
        for (Refusal why : Refusal.values()) {
            json.number(name(why), board.sum(PushCounters.counter(why)));
        }
        json.close();
        json.number("dropped", board.sum(Counter.PUSH_DROPPED));
        json.number("overflows", board.sum(Counter.PUSH_OVERFLOWS));
        json.number("queued_bytes", board.queuedPushBytes());
        hooks();
        new HistogramJson(board, json).write("latency_seconds", Histogram.PUSH_DELIVERY);
        json.close();
    }

    private void hooks() {
        json.open("hooks");
        for (HookEvent event : HookEvent.values()) {
            json.open(name(event));
            for (HookResult result : HookResult.values()) {
                json.number(name(result), board.sum(PushCounters.counter(event, result)));
            }
            json.close();
        }
        json.close();
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
