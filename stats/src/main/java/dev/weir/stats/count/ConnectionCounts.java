package dev.weir.stats.count;

import dev.weir.core.http.ConnectionTap;
import dev.weir.core.http.Cut;
import dev.weir.core.loop.Worker;
import dev.weir.core.variable.Variable;
import dev.weir.core.variable.Variables;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Counts client connections and what they are doing.
 *
 * <p>Thread: workers tell, any reads.
 */
public final class ConnectionCounts implements ConnectionTap, HttpGauges {
    private final CounterBoard board;
    private final LongAdder[] doing = new LongAdder[Activity.values().length];

    public ConnectionCounts(CounterBoard board) {
        this.board = board;
        for (int i = 0; i < doing.length; i++) {
            doing[i] = new LongAdder();
        }
    }

    /** Defines the variables of nginx's stub_status module. */
    public static void define(Variables variables, HttpGauges gauges) {
        gauge(variables, "active", "Open client connections.", gauges::active);
        gauge(variables, "reading", "Client connections on which a request's head is coming.", gauges::reading);
        gauge(variables, "writing", "Client connections on which a request is worked on.", gauges::writing);
        gauge(variables, "waiting", "Idle client connections.", gauges::waiting);
    }

    private static void gauge(Variables variables, String name, String doc, LongSupplier value) {
        variables.define("connections_" + name, doc, Variable.live(x -> Long.toString(value.getAsLong())));
    }

    @Override
    public void onActivity(Worker worker, Activity before, Activity now) {
        doing[before.ordinal()].decrement();
        doing[now.ordinal()].increment();
        if (before == Activity.CLOSED) {
            board.onHandled(worker.index());
        }
        if (now == Activity.CLOSED) {
            board.onGone(worker.index());
        }
        if (now == Activity.WRITING) {
            board.onRequest(worker.index());
        }
    }

    @Override
    public void onCut(Worker worker, Cut why) {
        board.onCut(worker.index(), why);
    }

    @Override
    public long reading() {
        return doing[Activity.READING.ordinal()].sum();
    }

    @Override
    public long writing() {
        return doing[Activity.WRITING.ordinal()].sum();
    }

    @Override
    public long waiting() {
        return doing[Activity.WAITING.ordinal()].sum();
    }
}
