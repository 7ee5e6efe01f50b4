package dev.weir.stats.count;

import dev.weir.core.ws.Side;
import java.util.Arrays;
import java.util.List;

/**
 * A series that workers count themselves, each in cells of its own, which come with its first connection.
 *
 * <p>Thread: any; the cells belong to their workers.
 */
final class TrafficSeries implements TrafficSource {
    private final List<String> labels;
    private volatile Traffic[] workers = new Traffic[0];

    TrafficSeries(List<String> labels) {
        this.labels = labels;
    }

    @Override
    public List<String> labels() {
        return labels;
    }

    /** The cells of a worker. */
    Traffic at(int worker) {
        Traffic[] now = workers;
        Traffic cells = worker < now.length ? now[worker] : null;
        return cells != null ? cells : add(worker);
    }

    private synchronized Traffic add(int worker) {
        Traffic[] more = Arrays.copyOf(workers, Math.max(workers.length, worker + 1));
        if (more[worker] == null) {
            more[worker] = new Traffic();
            workers = more;
        }
        return more[worker];
    }

    @Override
    public long read(Counter counter) {
        long sum = 0;
        for (int i = 0; i < workers.length; i++) {
            sum += read(counter, i);
        }
        return sum;
    }

    /** Payload bytes of frames that are messages by themselves. */
    long readWhole(Side side) {
        long sum = 0;
        for (Traffic cells : workers) {
            sum += cells == null ? 0 : cells.readWhole(side);
        }
        return sum;
    }

    /** What one worker has counted. */
    long read(Counter counter, int worker) {
        Traffic[] now = workers;
        Traffic cells = worker < now.length ? now[worker] : null;
        return cells == null ? 0 : cells.read(counter);
    }
}
