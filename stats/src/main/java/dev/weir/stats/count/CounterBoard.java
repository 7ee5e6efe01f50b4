package dev.weir.stats.count;

import dev.weir.core.http.Cut;
import dev.weir.core.http.Generations;
import dev.weir.core.loop.Acceptor;
import dev.weir.core.loop.Clock;
import dev.weir.core.loop.Worker;
import dev.weir.core.ws.Side;
import dev.weir.core.ws.WsEnd;
import java.util.Arrays;
import java.util.List;

/**
 * Sums the counters of all workers. There is one for the life of the process, so the numbers survive a reload.
 *
 * <p>Thread: any.
 */
public final class CounterBoard implements Acceptor.Tap {
    private final WorkerCounters acceptor = new WorkerCounters();
    private final Generations generations;
    private final TrafficBoard traffic = new TrafficBoard();
    private final StatZones zones = new StatZones();
    private final Clock clock;
    private final long startedMillis;
    private volatile WorkerCounters[] workers;
    private volatile List<Worker> threads = List.of();

    /** For a process that knows one configuration. */
    public CounterBoard(int count) {
        this(count, new Generations(), Clock.SYSTEM);
    }

    /**
     * @param count worker threads; more may come by {@link #grow}
     * @param generations of the configuration, told beside the counters
     * @param clock tells when the process started, which is now
     */
    public CounterBoard(int count, Generations generations, Clock clock) {
        this.generations = generations;
        this.clock = clock;
        this.startedMillis = clock.wallMillis();
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

    /** Says whose gauges are told beside the counters. */
    public void watch(List<Worker> of) {
        threads = of;
    }

    /** How a worker does now. */
    WorkerGauges gauges(int index) {
        WorkerCounters counters = workers[index];
        long gone = counters.read(Counter.HTTP_CLOSED);
        long open = counters.read(Counter.HTTP_HANDLED) - gone;
        if (index >= threads.size()) {
            return new WorkerGauges(open, activeWebSockets(index), 0, 0, 0);
        }
        Worker worker = threads.get(index);
        return new WorkerGauges(
                open,
                activeWebSockets(index),
                worker.lag().lastNanos(),
                worker.lag().mostNanos(clock.nanos()),
                worker.buffers().heldBytes());
    }

    Clock clock() {
        return clock;
    }

    /** When the process started, in milliseconds since 1970. */
    long startedMillis() {
        return startedMillis;
    }

    Generations generations() {
        return generations;
    }

    /** What passes on WebSocket connections. */
    TrafficBoard traffic() {
        return traffic;
    }

    /** The sets of counters that {@code ws_stat_zone} names. */
    public StatZones zones() {
        return zones;
    }

    /** The counters of a worker, by {@code Worker.index}. */
    WorkerCounters worker(int index) {
        return workers[index];
    }

    public int workers() {
        return workers.length;
    }

    /** A client connection was accepted. Thread: acceptor. */
    @Override
    public void onAccepted() {
        acceptor.add(Counter.HTTP_ACCEPTED, 1);
    }

    /** There was no place for it. Thread: acceptor. */
    @Override
    public void onTurnedAway() {
        acceptor.add(Counter.HTTP_REFUSED_LIMIT, 1);
    }

    /** None could be accepted. Thread: acceptor. */
    @Override
    public void onFailed() {
        acceptor.add(Counter.HTTP_REFUSED_DESCRIPTORS, 1);
    }

    /** A worker has taken a client connection. Thread: that worker. */
    void onHandled(int worker) {
        workers[worker].add(Counter.HTTP_HANDLED, 1);
    }

    /** A client connection has ended. Thread: its worker. */
    void onGone(int worker) {
        workers[worker].add(Counter.HTTP_CLOSED, 1);
    }

    /** A client connection is cut. Thread: its worker. */
    void onCut(int worker, Cut why) {
        workers[worker].add(Counter.of(why), 1);
    }

    /** A request has begun. Thread: its worker. */
    void onRequest(int worker) {
        workers[worker].add(Counter.HTTP_REQUESTS, 1);
    }

    public long sum(Counter counter) {
        if (counter.isTraffic()) {
            return traffic.all().read(counter);
        }
        long sum = acceptor.read(counter);
        for (WorkerCounters worker : workers) {
            sum += counter.isOfOpcode() ? frames(worker.kinds(), counter) : worker.read(counter);
        }
        return sum;
    }

    private static long frames(FrameKinds kinds, Counter counter) {
        long sum = 0;
        for (Side side : Side.values()) {
            for (int opcode = 0; opcode < 16; opcode++) {
                boolean counted = Counter.ofOpcode(side == Side.CLIENT, opcode) == counter;
                sum += counted ? kinds.frames(side, opcode) : 0;
            }
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
        if (histogram == Histogram.MESSAGE_SIZE_IN || histogram == Histogram.MESSAGE_SIZE_OUT) {
            return sizes(histogram == Histogram.MESSAGE_SIZE_IN ? Side.CLIENT : Side.UPSTREAM);
        }
        HistogramReading reading = new HistogramReading(histogram.buckets());
        for (WorkerCounters worker : workers) {
            reading.add(worker.histogram(histogram));
        }
        return reading;
    }

    /** The sum adds up what only grows: a difference of two readings may fall from one scrape to the next. */
    private HistogramReading sizes(Side side) {
        HistogramReading reading = new HistogramReading(FrameKinds.SIZES);
        for (WorkerCounters worker : workers) {
            reading.add(worker.kinds(), side);
            reading.addToSum(worker.kinds().joined(side));
        }
        reading.addToSum(traffic.all().readWhole(side));
        return reading;
    }

    /** Open WebSocket connections. */
    public long activeWebSockets() {
        return traffic.all().active();
    }

    /** Those of one worker. */
    long activeWebSockets(int worker) {
        long closed = traffic.all().read(Counter.WS_CLOSED, worker);
        return traffic.all().read(Counter.WS_OPENED, worker) - closed;
    }

    /** Bytes of pushes that wait for sockets; what has ended waiting is read first, so the number is never negative. */
    long queuedPushBytes() {
        long ended = sum(Counter.PUSH_BYTES_DEQUEUED);
        return sum(Counter.PUSH_BYTES_QUEUED) - ended;
    }
}
