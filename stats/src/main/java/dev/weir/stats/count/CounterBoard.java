package dev.weir.stats.count;

import dev.weir.core.http.Generations;
import dev.weir.core.ws.WsEnd;
import java.util.Arrays;

/**
 * Sums the counters of all workers. There is one for the life of the process, so the numbers survive a reload.
 *
 * <p>Thread: any.
 */
public final class CounterBoard {
    private final WorkerCounters acceptor = new WorkerCounters();
    private final Generations generations;
    private volatile WorkerCounters[] workers;

    /** For a process that knows one configuration. */
    public CounterBoard(int count) {
        this(count, new Generations());
    }

    /**
     * @param count worker threads; more may come by {@link #grow}
     * @param generations of the configuration, told beside the counters
     */
    public CounterBoard(int count, Generations generations) {
        this.generations = generations;
        workers = new WorkerCounters[0];
        grow(count);
    }

    /** Makes room for more workers; what was counted stays. */
    public synchronized void grow(int count) {
        WorkerCounters[] now = workers;
        if (count > now.length) {
            WorkerCounters[] more = Arrays.copyOf(now, count);
            for (int i = now.length; i < count; i++) {
                more[i] = new WorkerCounters();
            }
            workers = more;
        }
    }

    Generations generations() {
        return generations;
    }

    /** The counters of a worker, by {@code Worker.index}. */
    public WorkerCounters worker(int index) {
        return workers[index];
    }

    public int workers() {
        return workers.length;
    }

    /** A client connection was accepted. Thread: acceptor. */
    public void onAccepted() {
        acceptor.add(Counter.HTTP_ACCEPTED, 1);
    }

    /** A worker has taken a client connection. Thread: that worker. */
    public void onHandled(int worker) {
        workers[worker].add(Counter.HTTP_HANDLED, 1);
    }

    /** A request has begun. Thread: its worker. */
    public void onRequest(int worker) {
        workers[worker].add(Counter.HTTP_REQUESTS, 1);
    }

    public long sum(Counter counter) {
        long sum = acceptor.read(counter);
        for (WorkerCounters worker : workers) {
            sum += worker.read(counter);
        }
        return sum;
    }

    /** Connections ended by {@code side} with a code of this label. */
    long sumClose(WsEnd.By side, int label) {
        long sum = 0;
        for (WorkerCounters worker : workers) {
            sum += worker.readClose(side, label);
        }
        return sum;
    }

    /** The distribution of a value over all workers. */
    HistogramReading read(Histogram histogram) {
        HistogramReading reading = new HistogramReading(histogram.buckets());
        for (WorkerCounters worker : workers) {
            reading.add(worker.histogram(histogram));
        }
        return reading;
    }

    /**
     * Open WebSocket connections. What has ended is read first: a connection that ends meanwhile cannot make the
     * number negative.
     */
    public long activeWebSockets() {
        long closed = sum(Counter.WS_CLOSED);
        return sum(Counter.WS_OPENED) - closed;
    }

    /** Bytes of pushes that wait for sockets; what has ended waiting is read first, so the number is never negative. */
    public long queuedPushBytes() {
        long ended = sum(Counter.PUSH_BYTES_DEQUEUED);
        return sum(Counter.PUSH_BYTES_QUEUED) - ended;
    }
}
