package dev.weir.stats.log;

import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.TimeoutException;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import dev.weir.core.loop.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the ring and the thread {@code log}: the one way of every log line. There is one for the life of the process;
 * reloads add files to it.
 *
 * <pre>
 *   NEW --- start ---> RUNNING --- stop ---> STOPPED
 * </pre>
 *
 * <p>Thread: any; {@link #start} and {@link #stop} that of the program's life.
 */
public final class LogDispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(LogDispatcher.class);
    private static final int STOP_SECONDS = 3;
    private static final long DISK_NAP_NANOS = 20_000_000;

    /** Lines the ring holds unless told otherwise. */
    public static final int DEFAULT_RING_SIZE = 16_384;

    private static final LogPlan.Wish PLAIN = new LogPlan.Wish(null, LogFile.Buffering.NONE, false);

    private final Clock clock;
    private final Path prefix;
    private final int ringSize;
    private final Map<String, LogFile> files = new ConcurrentHashMap<>();

    /** What the configuration that is being built, or the last one that was, asks for. */
    private LogPlan plan = new LogPlan();

    private final LongAdder waits = new LongAdder();
    private final LogWriter writer;
    private final NapWaitStrategy waitStrategy;
    private Disruptor<FrameEvent> disruptor;

    /** Set once, before any worker starts. */
    private RingBuffer<FrameEvent> ring;

    private final ErrorRoutes errorRoutes = new ErrorRoutes();

    private volatile boolean running;
    private volatile Thread thread;

    /**
     * @param prefix where relative paths begin
     * @param ringSize lines the ring holds, a power of two
     */
    public LogDispatcher(Clock clock, Path prefix, int ringSize) {
        if (Integer.bitCount(ringSize) != 1) {
            throw new IllegalArgumentException("the size of the log ring must be a power of two, not " + ringSize);
        }
        this.clock = clock;
        this.prefix = prefix;
        this.ringSize = ringSize;
        this.waitStrategy = new NapWaitStrategy(ringSize);
        this.writer = new LogWriter(clock, files.values());
    }

    // --- life

    /** A configuration is about to be built: what is named from now on is what it asks for. */
    public synchronized void plan() {
        plan = new LogPlan();
    }

    /**
     * Opens all files that the configuration names and starts the thread. When it runs already, only opens files that
     * are new, so a reload calls it again.
     *
     * @throws LogFailure when a file cannot be opened; then what was opened for it is closed again
     */
    public synchronized void start() throws LogFailure {
        // Those that nobody needed may be needed again.
        writer.retire(null);
        List<LogFile> opened = new ArrayList<>();
        for (LogFile file : plan.files()) {
            try {
                if (!file.isOpen()) {
                    file.open();
                    opened.add(file);
                }
            } catch (IOException e) {
                opened.forEach(LogFile::close);
                throw new LogFailure(e, plan.place(file));
            }
        }
        plan.enforce(this::waitForDisk);
        if (ring == null) {
            disruptor = new Disruptor<>(FrameEvent::new, ringSize, this::thread, ProducerType.MULTI, waitStrategy);
            disruptor.setDefaultExceptionHandler(writer);
            disruptor.handleEventsWith(writer);
            ring = disruptor.start();
            running = true;
        }
    }

    /**
     * Closes, when the configurations before have nobody left, the logs that only they name.
     *
     * @param alone whether nobody is left; asked by the log thread
     */
    public synchronized void retireUnnamed(BooleanSupplier alone) {
        Set<LogFile> named = Set.copyOf(plan.files());
        writer.retire(() -> alone.getAsBoolean()
                ? files.values().stream().filter(f -> !named.contains(f)).toList()
                : null);
    }

    /** Forgets files that only a configuration has named which is not to be. */
    public synchronized void forgetUnopened() {
        files.values().removeIf(file -> !file.isOpen() && file.isUnused());
    }

    /**
     * What a log with {@code overflow=wait} does while its disk fails: lets the log thread do the most urgent of its
     * other work, until the dispatcher stops. Thread: log.
     */
    private boolean waitForDisk() {
        LockSupport.parkNanos(DISK_NAP_NANOS);
        writer.meanwhile();
        return running;
    }

    private Thread thread(Runnable work) {
        Thread log = new Thread(work, "log");
        thread = log;
        return log;
    }

    /** Has all files opened anew after the lines published so far are written, and soon in any case (USR1). */
    public void reopen() {
        if (!running) {
            return;
        }
        try {
            long sequence = ring.tryNext();
            ring.get(sequence).reopen = true;
            ring.publish(sequence);
        } catch (InsufficientCapacityException full) {
            // Whoever waits for a failing disk must be able to move the log away.
            writer.reopenSoon();
        }
    }

    /**
     * Writes everything that was published and closes the files. Workers must have ended before: their lines are not
     * taken any more.
     */
    public synchronized void stop() {
        if (running) {
            running = false;
            shutDown();
            boolean interrupted = joinQuietly(thread);
            drainRest();
            files.values().forEach(LogFile::close);
            if (interrupted) {
                // Only now: a channel closes itself, its lines unwritten, under a thread that is interrupted.
                Thread.currentThread().interrupt();
            }
        } else {
            files.values().forEach(LogFile::close);
        }
        thread = null;
    }

    /** A pipe whose reader sleeps would keep the log thread for ever: after a while without progress it is given up. */
    private void shutDown() {
        long before = Long.MIN_VALUE;
        while (before != disruptor.getSequenceValueFor(writer)) {
            before = disruptor.getSequenceValueFor(writer);
            try {
                disruptor.shutdown(STOP_SECONDS, TimeUnit.SECONDS);
                return;
            } catch (TimeoutException e) {
                LOG.warn("the logs are not written out yet");
            }
        }
        thread.interrupt();
        disruptor.halt();
    }

    /** What other threads published while the log thread was ending; this thread stands in for it. */
    private void drainRest() {
        thread = Thread.currentThread();
        long last = ring.getCursor();
        for (long next = disruptor.getSequenceValueFor(writer) + 1; next <= last; next++) {
            while (!ring.isAvailable(next)) {
                Thread.onSpinWait();
            }
            writer.onEvent(ring.get(next), next, next == last);
        }
    }

    /** @return whether this thread was interrupted meanwhile or before */
    private static boolean joinQuietly(Thread log) {
        boolean interrupted = Thread.interrupted();
        while (log.isAlive()) {
            try {
                log.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        return interrupted;
    }

    // --- files

    /**
     * The file of a path, made when it is new; opened by the next {@link #start}.
     *
     * @param path relative to the prefix; {@code /dev/stdout} and {@code /dev/stderr} mean the descriptors
     */
    LogFile file(String path, LogFile.Buffering buffering) {
        return file(path, new LogPlan.Wish(null, buffering, false));
    }

    /** The same, with all that is asked of it. */
    synchronized LogFile file(String path, LogPlan.Wish wish) {
        String full = prefix.resolve(path).normalize().toString();
        return named(
                files.computeIfAbsent(
                        full, p -> new LogFile(p, wish.buffering(), clock, new FileSink(p, prefix.normalize()))),
                wish);
    }

    private LogFile named(LogFile file, LogPlan.Wish wish) {
        plan.name(file, wish);
        return file;
    }

    ErrorRoutes errorRoutes() {
        return errorRoutes;
    }

    /** The way to a syslog server; each line must be a whole message, or be rendered behind its header. */
    synchronized LogFile syslog(Syslog syslog) {
        return named(
                files.computeIfAbsent(
                        syslog.name(),
                        name -> new LogFile(name, LogFile.Buffering.NONE, clock, new SyslogSink(syslog))),
                PLAIN);
    }

    /** The way to files whose paths come with the lines. */
    synchronized LogFile varying(VaryingSink.Rule rule) {
        String name = "logs with variables in their paths, " + rule;
        return named(
                files.computeIfAbsent(
                        name, n -> new LogFile(n, LogFile.Buffering.NONE, clock, new VaryingSink(rule, prefix, clock))),
                PLAIN);
    }

    /** What has been written, waited for, dropped and lost so far. */
    public LogTotals totals() {
        long written = 0;
        long dropped = 0;
        long lost = 0;
        for (LogFile file : files.values()) {
            written += file.written();
            dropped += file.dropped();
            lost += file.lost();
        }
        // A producer that waits has its number already, though the slot is not free yet.
        long pending = running ? Math.min(ringSize, ringSize - ring.remainingCapacity()) : 0;
        return new LogTotals(written, waits.sum(), dropped, lost, pending, ringSize);
    }

    // --- lines

    /**
     * Claims a slot, waiting for one unless {@code drop}; {@link #publish} must follow.
     *
     * @return its number; -1 when there is none, which is counted
     */
    long claim(LogFile file, boolean drop) {
        if (drop) {
            return tryClaim(file);
        }
        if (!ring.hasAvailableCapacity(1)) {
            waits.increment();
        }
        return ring.next();
    }

    private long tryClaim(LogFile file) {
        try {
            return ring.tryNext();
        } catch (InsufficientCapacityException full) {
            file.onDropped();
            return -1;
        }
    }

    /**
     * Runs {@code action} on an executor when the lines published before have been handed to their files, but for
     * those that a buffer keeps; at once when the dispatcher does not run.
     */
    void whenWritten(Executor executor, Runnable action) {
        if (!running || Thread.currentThread() == thread) {
            action.run();
            return;
        }
        long sequence = ring.next();
        ring.get(sequence).after = () -> executor.execute(action);
        ring.publish(sequence);
        // Somebody waits: no nap now.
        LockSupport.unpark(thread);
    }

    FrameEvent slot(long sequence) {
        return ring.get(sequence);
    }

    void publish(long sequence) {
        ring.publish(sequence);
    }

    /** Lets lines be written now, without waiting for company. */
    void hurry() {
        waitStrategy.hurry();
    }

    /**
     * Publishes a finished line.
     *
     * @return false when it was dropped, or when the dispatcher does not run
     */
    boolean line(LogFile file, byte[] text, boolean drop) {
        if (Thread.currentThread() == thread) {
            writer.line(file, text);
            return true;
        }
        if (!running) {
            return false;
        }
        long sequence = claim(file, drop);
        if (sequence < 0) {
            return false;
        }
        FrameEvent slot = slot(sequence);
        slot.file = file;
        slot.text = text;
        publish(sequence);
        return true;
    }
}
