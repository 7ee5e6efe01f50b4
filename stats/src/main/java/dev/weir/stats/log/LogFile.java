package dev.weir.stats.log;

import dev.weir.core.loop.Clock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log file and the lines that wait for its next write.
 *
 * <p>When the disk does not take them, lines are kept as long as the buffer has room and tried again once a second;
 * what finds no room waits where there is {@link #patience}, or is counted as lost. The error log hears of the first
 * failure and of the recovery.
 *
 * <p>Thread: log, but for {@link #dropped}, {@link #lost} and {@link #written}.
 */
final class LogFile {
    private static final Logger LOG = LoggerFactory.getLogger(LogFile.class);
    private static final int FIRST_BYTES = 4 * 1024;
    private static final int USUAL_LIMIT = 64 * 1024;
    private static final long RETRY_NANOS = 1_000_000_000L;

    /**
     * How a log is buffered.
     *
     * @param bytes {@code buffer=}; 0 writes at the end of each batch
     * @param flushNanos {@code flush=}: the longest a line waits in the buffer; 0 for no end
     * @param gzipLevel {@code gzip=}: 1 to 9; 0 for no compression
     */
    record Buffering(int bytes, long flushNanos, int gzipLevel) {
        static final Buffering NONE = new Buffering(0, 0);

        Buffering(int bytes, long flushNanos) {
            this(bytes, flushNanos, 0);
        }
    }

    private final String path;
    private final Clock clock;
    private volatile Buffering buffering;
    private final LogSink sink;
    private byte[] bytes = new byte[0];
    private ByteBuffer view = ByteBuffer.wrap(bytes);
    private int length;
    private long oldestNanos;
    private boolean midLine;
    private boolean failing;
    private long retryNanos;
    private long lookedNanos;
    private long lostAtFailure;
    private boolean wantsReopening;

    /** Answers whether to try again; null for a log whose lines get lost meanwhile. */
    private volatile BooleanSupplier patience;

    private long tries;
    private long lines;
    private volatile long written;
    private volatile long lost;
    private final AtomicLong dropped = new AtomicLong();

    /** Whether the writer's list of files with waiting lines holds it. */
    boolean listed;

    LogFile(String path, Buffering buffering, Clock clock) {
        this(path, buffering, clock, new FileSink(path, null));
    }

    /** @param path what messages call it */
    LogFile(String path, Buffering buffering, Clock clock, LogSink sink) {
        this.path = path;
        this.buffering = buffering;
        this.clock = clock;
        this.sink = sink;
    }

    String path() {
        return path;
    }

    /** Whether lines wait for company before they are written. Thread: any. */
    boolean isBuffered() {
        return buffering.bytes() > 0;
    }

    /** Another buffering from now on; a reload may change it. Thread: any. */
    void buffering(Buffering other) {
        buffering = other;
    }

    /**
     * What to do while the disk fails and the buffer is full: ask this whether to try again, as long as it says so;
     * null loses lines. It may do other work of the log thread. Thread: any.
     */
    void patience(BooleanSupplier more) {
        patience = more;
    }

    // --- numbers, for any thread

    /** Lines that the operating system has taken; while a disk fails, those before the failure. */
    long written() {
        return written;
    }

    /** Lines that a failing disk did not take. */
    long lost() {
        return lost;
    }

    /** Attempts to write. Thread: log. */
    long tries() {
        return tries;
    }

    /** Lines dropped because the ring was full and the log says {@code overflow=drop}. */
    long dropped() {
        return dropped.get();
    }

    /** Whether no line has ever come to it. */
    boolean isUnused() {
        return written + lost + dropped.get() == 0;
    }

    void onDropped() {
        dropped.incrementAndGet();
    }

    // --- opening and closing

    boolean isOpen() {
        return sink.isOpen();
    }

    /** @throws IOException in nginx's words */
    void open() throws IOException {
        sink.open();
    }

    /**
     * Writes what waits to the old file and goes on with the one that now has the name. Where that cannot be opened,
     * the old one is used until it can.
     */
    void reopen() {
        if (!sink.isOpen()) {
            return;
        }
        retryNanos = clock.nanos();
        write();
        dropTornLine();
        doReopen();
        retryNanos = clock.nanos() + (wantsReopening ? RETRY_NANOS : 0);
    }

    /** Whether the file that now has the name could not be opened yet. */
    boolean wantsReopening() {
        return wantsReopening;
    }

    private void doReopen() {
        try {
            sink.reopen();
            if (wantsReopening) {
                wantsReopening = false;
                LOG.error("log \"{}\" is open again", path);
            }
        } catch (IOException e) {
            if (!wantsReopening) {
                wantsReopening = true;
                LOG.error("{}", e.getMessage());
            }
        }
    }

    /** Writes what waits, as far as the disk takes it, and closes. */
    void close() {
        retryNanos = clock.nanos();
        if (sink.isOpen()) {
            write();
        }
        giveUp(length);
        wantsReopening = false;
        failing = false;
        try {
            sink.close();
        } catch (IOException e) {
            LOG.error("close() of \"{}\" failed ({})", path, e.getMessage());
        }
    }

    // --- lines

    /**
     * Makes room for a line, writing what waits when it must.
     *
     * @return the array in which the line may begin at {@link #length}; null when the disk fails and nothing has room
     */
    byte[] reserve(int room) {
        if (length + room <= bytes.length) {
            return bytes;
        }
        int limit = Math.max(USUAL_LIMIT, buffering.bytes());
        if (length > 0 && length + room > limit && !emptied(limit - room)) {
            countLost(1);
            return null;
        }
        int wanted = Math.max(FIRST_BYTES, Math.max(length + room, Math.min(limit, bytes.length * 2)));
        if (wanted > bytes.length) {
            bytes = Arrays.copyOf(bytes, wanted);
            view = ByteBuffer.wrap(bytes);
        }
        return bytes;
    }

    /** Writes until at most so much waits, or nothing; false when the disk fails and there is no patience. */
    private boolean emptied(int most) {
        write();
        BooleanSupplier more = patience;
        while (length > 0 && length > most && more != null && more.getAsBoolean()) {
            write();
        }
        return length == 0 || length <= most;
    }

    int length() {
        return length;
    }

    /** Ends a line that was written into the reserved room. */
    void commit(int newLength) {
        length = newLength;
        lines++;
    }

    /** Appends a finished line. */
    void append(byte[] line) {
        byte[] into = reserve(line.length);
        if (into != null) {
            System.arraycopy(line, 0, into, length, line.length);
            commit(length + line.length);
        }
    }

    /**
     * At the end of a batch, and from time to time: writes what is due.
     *
     * @return whether lines still wait
     */
    boolean settle(long nowNanos) {
        if (wantsReopening && nowNanos - retryNanos >= 0) {
            reopen();
        }
        if (length > 0 && (failing || isDue(nowNanos))) {
            write();
        }
        return length > 0 || wantsReopening;
    }

    private boolean isDue(long nowNanos) {
        Buffering b = buffering;
        if (length >= b.bytes()) {
            return true;
        }
        if (oldestNanos == 0) {
            oldestNanos = nowNanos;
        }
        return b.flushNanos() > 0 && nowNanos - oldestNanos >= b.flushNanos();
    }

    /** Hands everything to the operating system; a failure leaves the rest in the buffer. */
    private void write() {
        if (length == 0 || failing && clock.nanos() - retryNanos < 0) {
            return;
        }
        tries++;
        try {
            if (!sink.isOpen()) {
                // It was closed because nobody seemed to need it any more.
                sink.open();
            }
            view.limit(length).position(0);
            int gone = sink.write(view, buffering.gzipLevel());
            lines -= gone;
            countLost(gone);
            onWritten(length);
            onRecovered();
            lookForFile();
        } catch (IOException e) {
            onWritten(view.position());
            onFailure(e);
        }
    }

    /** A file that was removed takes lines and keeps none; a new one is made. */
    private void lookForFile() {
        long now = clock.nanos();
        if (now - lookedNanos < RETRY_NANOS) {
            return;
        }
        lookedNanos = now;
        if (sink.isRemoved()) {
            LOG.error("log \"{}\" has been removed, lines went with it; it is made anew", path);
            doReopen();
        }
    }

    private void onWritten(int count) {
        if (count > 0) {
            midLine = bytes[count - 1] != '\n';
            remove(count);
        }
        if (length == 0) {
            written = lines;
        }
        oldestNanos = 0;
    }

    private void onFailure(IOException e) {
        retryNanos = clock.nanos() + RETRY_NANOS;
        if (!failing) {
            failing = true;
            lostAtFailure = lost;
            LOG.error("write() to \"{}\" failed ({})", path, e.getMessage());
        }
    }

    private void onRecovered() {
        if (failing) {
            failing = false;
            LOG.error("log \"{}\" is written again, {} lines lost", path, lost - lostAtFailure);
        }
    }

    /** The first half of a line stands in the old file: its rest must not begin the new one. */
    private void dropTornLine() {
        if (!midLine || length == 0) {
            return;
        }
        int end = 0;
        while (end < length && bytes[end] != '\n') {
            end++;
        }
        giveUp(Math.min(length, end + 1));
        midLine = false;
    }

    /** Counts the lines in the first {@code count} bytes as lost. */
    private void giveUp(int count) {
        int given = 0;
        for (int i = 0; i < count; i++) {
            given += bytes[i] == '\n' ? 1 : 0;
        }
        lines -= given;
        countLost(given);
        remove(count);
    }

    private void remove(int count) {
        System.arraycopy(bytes, count, bytes, 0, length - count);
        length -= count;
    }

    private void countLost(int count) {
        lost += count;
    }
}
