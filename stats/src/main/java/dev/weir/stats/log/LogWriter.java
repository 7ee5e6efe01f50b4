package dev.weir.stats.log;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.ExceptionHandler;
import dev.weir.core.loop.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
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

    private final Clock clock;
    private final Supplier<List<LogFile>> files;
    private final LineTime time = new LineTime(TimeZone.getDefault());
    private final List<LogFile> waiting = new ArrayList<>();
    private final List<Runnable> afters = new ArrayList<>();
    private long faults;

    /** @param files all files there are, for reopening */
    LogWriter(Clock clock, Supplier<List<LogFile>> files) {
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
                files.get().forEach(LogFile::reopen);
            }
        } finally {
            event.clear();
            if (endOfBatch) {
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
        settle();
    }

    @Override
    public void onShutdown() {
        settle();
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
