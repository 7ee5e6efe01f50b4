package dev.weir.push;

import dev.weir.core.loop.Worker;

/**
 * The bounds of hook calls, one for each worker; the distribution makes one for the process.
 *
 * <p>Thread: any.
 */
public final class HookLanes {
    private final HookLane[] lanes;

    /** @param workers how many there are */
    public HookLanes(int workers) {
        this(workers, HookLane.Limits.USUAL);
    }

    HookLanes(int workers, HookLane.Limits limits) {
        lanes = new HookLane[workers];
        for (int i = 0; i < workers; i++) {
            lanes[i] = new HookLane(limits);
        }
    }

    HookLane of(Worker worker) {
        return lanes[worker.index()];
    }

    /** Calls that wait or are under way on all workers. */
    public int open() {
        int open = 0;
        for (HookLane lane : lanes) {
            open += lane.open();
        }
        return open;
    }
}
