package dev.weir.stats.log;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.ExceptionHandler;
import dev.weir.core.loop.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The consumer of the ring: renders each slot into its file's buffer and writes the buffers at the end of a batch.
 *
 * <p>Thread: log.
 */
final class LogWriter implements EventHandler<FrameEvent>, ExceptionHandler<FrameEvent> {
    private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);

    private static final long RETIRE_NANOS = 100_000_000;

    private final Clock clock;
    private final Collection<LogFile> files;
    private final LineTime time = new LineTime(TimeZone.getDefault());
    private final List<LogFile> waiting = new ArrayList<>();
    private final List<Runnable> afters = new ArrayList<>();
    private long faults;
    private boolean settling;

    /** Whether a reopening waits for which the ring had no room. */
    private final AtomicBoolean reopenSoon = new AtomicBoolean();

    /** Answers the files that nobody needs any more, or null while somebody may; null for no question. */
    private final AtomicReference<Supplier<List<LogFile>>> retiring = new AtomicReference<>();

    private long retireNanos;

    /** @param files all files there are, for reopening; others add to them */
    LogWriter(Clock clock, Collection<LogFile> files) {
        this.clock = clock;
        this.files = files;
    }

    @Override
    public void onEvent(FrameEvent event, long sequence, boolean endOfBatch) {
        try {
            if (event.line != null) {
                frame(event);
            } else if (event.text != null) {
                line(event.file, event.text);
            } else if (event.after != null) {
                afters.add(event.after);
            } else if (event.reopen) {
                reopen();
            }
        } finally {
            event.clear();
            if (endOfBatch) {
                urgent();
                settle();
            }
        }
    }

    private void frame(FrameEvent event) {
        FrameLine line = event.line;
        LogFile file = line.file();
        byte[] into = file.reserve(line.room());
        if (into != null) {
            file.commit(line.format().render(event, into, file.length(), time));
        }
        list(file);
    }

    /** Appends a finished line; also the way of messages that arise on this thread, which must not wait for itself. */
    void line(LogFile file, byte[] text) {
        file.append(text);
        list(file);
    }

    private void list(LogFile file) {
        if (!file.listed) {
            file.listed = true;
            waiting.add(file);
        }
    }

    /** Nothing came for a while: time for {@code flush=} and for another try at a full disk. */
    @Override
    public void onTimeout(long sequence) {
        urgent();
        settle();
    }

    @Override
    public void onShutdown() {
        settle();
    }

    /** Has all files opened anew at the end of this batch. Thread: any. */
    void reopenSoon() {
        reopenSoon.set(true);
    }

    /** Closes what {@code unneeded} answers, as soon as it answers something. Thread: any. */
    void retire(Supplier<List<LogFile>> unneeded) {
        retiring.set(unneeded);
    }

    /** What cannot wait while a log keeps this thread waiting: messages about that, and a reopening that ends it. */
    void meanwhile() {
        urgent();
        if (!settling) {
            settleFiles();
        }
    }

    private void urgent() {
        if (reopenSoon.get() && reopenSoon.getAndSet(false)) {
            reopen();
        }
        Supplier<List<LogFile>> question = retiring.get();
        if (question != null) {
            retire(question, clock.nanos());
        }
    }

    /** From time to time, since the question is not for free; a newer question stays. */
    private void retire(Supplier<List<LogFile>> question, long now) {
        if (now - retireNanos < RETIRE_NANOS) {
            return;
        }
        retireNanos = now;
        List<LogFile> unneeded = question.get();
        if (unneeded != null && retiring.compareAndSet(question, null)) {
            unneeded.forEach(LogFile::close);
        }
    }

    /** One that still cannot be opened stays in the list, so that it is tried again. */
    private void reopen() {
        for (LogFile file : files) {
            file.reopen();
            if (file.wantsReopening()) {
                list(file);
            }
        }
    }

    private void settle() {
        settleFiles();
        afters.forEach(Runnable::run);
        afters.clear();
    }

    /**
     * In the order in which they got their lines, which is what a reader of several expects. What a failure says to the
     * error log may lengthen the list meanwhile.
     */
    private void settleFiles() {
        settling = true;
        try {
            long now = waiting.isEmpty() ? 0 : clock.nanos();
            int i = 0;
            while (i < waiting.size()) {
                LogFile file = waiting.get(i);
                if (file.settle(now)) {
                    i++;
                } else {
                    file.listed = false;
                    waiting.remove(i);
                }
            }
        } finally {
            settling = false;
        }
    }

    /** A fault of ours costs its line, not the thread; the first is told with its place, then powers of two. */
    @Override
    public void handleEventException(Throwable fault, long sequence, FrameEvent event) {
        faults++;
        if (Long.bitCount(faults) == 1) {
            LOG.error("internal error in the log writer, number {}", faults, fault);
        }
    }

    @Override
    public void handleOnStartException(Throwable fault) {
        LOG.error("internal error at the start of the log writer", fault);
    }

    @Override
    public void handleOnShutdownException(Throwable fault) {
        LOG.error("internal error at the end of the log writer", fault);
    }
}
