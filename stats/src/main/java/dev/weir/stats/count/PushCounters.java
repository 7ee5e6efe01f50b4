package dev.weir.stats.count;

import dev.weir.core.ws.PushTap;

/**
 * Counts pushes and the calls of hooks.
 *
 * <p>Thread: worker, the one whose index is told.
 */
public final class PushCounters implements PushTap {
    private static final Counter[] REFUSALS = refusals();
    private static final Counter[][] HOOKS = hooks();

    private final CounterBoard board;

    public PushCounters(CounterBoard board) {
        this.board = board;
    }

    @Override
    public void onAccepted(int worker, int receivers, long bytes) {
        WorkerCounters counters = board.worker(worker);
        counters.add(Counter.PUSH_ACCEPTED, 1);
        counters.add(Counter.PUSH_DELIVERIES, receivers);
        counters.add(Counter.PUSH_BYTES, bytes);
    }

    @Override
    public void onRefused(int worker, Refusal why) {
        board.worker(worker).add(REFUSALS[why.ordinal()], 1);
    }

    @Override
    public void onDropped(int worker) {
        board.worker(worker).add(Counter.PUSH_DROPPED, 1);
    }

    @Override
    public void onOverflow(int worker) {
        board.worker(worker).add(Counter.PUSH_OVERFLOWS, 1);
    }

    /** Two counters that only grow: their difference is exact although workers are read one after the other. */
    @Override
    public void onQueued(int worker, long bytes) {
        WorkerCounters counters = board.worker(worker);
        if (bytes >= 0) {
            counters.add(Counter.PUSH_BYTES_QUEUED, bytes);
        } else {
            counters.add(Counter.PUSH_BYTES_DEQUEUED, -bytes);
        }
    }

    @Override
    public void onWritten(int worker, long nanos) {
        board.worker(worker).record(Histogram.PUSH_DELIVERY, nanos);
    }

    @Override
    public void onHook(int worker, HookEvent event, HookResult result) {
        board.worker(worker).add(counter(event, result), 1);
    }

    static Counter counter(Refusal why) {
        return REFUSALS[why.ordinal()];
    }

    static Counter counter(HookEvent event, HookResult result) {
        return HOOKS[event.ordinal()][result.ordinal()];
    }

    private static Counter[] refusals() {
        Refusal[] reasons = Refusal.values();
        Counter[] counters = new Counter[reasons.length];
        for (Refusal why : reasons) {
            counters[why.ordinal()] = Counter.valueOf("PUSH_REFUSED_" + why);
        }
        return counters;
    }

    private static Counter[][] hooks() {
        HookResult[] results = HookResult.values();
        Counter[][] counters = new Counter[HookEvent.values().length][results.length];
        for (HookEvent event : HookEvent.values()) {
            for (HookResult result : results) {
                counters[event.ordinal()][result.ordinal()] = Counter.valueOf("HOOK_" + event + "_" + result);
            }
        }
        return counters;
    }
}
