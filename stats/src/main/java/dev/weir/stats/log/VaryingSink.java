package dev.weir.stats.log;

import dev.weir.core.loop.Clock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files whose names come out of variables. Each line brings its path; the file is opened for it and closed again, or
 * kept open as {@code open_log_file_cache} says.
 *
 * <pre>
 *   record:  bytes of the path (4) | bytes of the line (4) | path | line
 * </pre>
 *
 * <p>Source: nginx, {@code open_log_file_cache} of ngx_http_log_module. Thread: log, but for {@link #open} and
 * {@link #record}.
 */
final class VaryingSink implements LogSink {
    private static final Logger LOG = LoggerFactory.getLogger(VaryingSink.class);

    private static final int MOST_FAILING = 100;

    private final Rule rule;
    private final Path prefix;
    private final Clock clock;
    private final Map<String, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
    private boolean open;

    /** Lines lost since a path failed, the last ones; what fails is told once. */
    private final Map<String, Long> failing = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST_FAILING;
        }
    };

    /**
     * What {@code open_log_file_cache} says.
     *
     * @param most files to know of; 0 keeps none
     * @param inactiveNanos how long a file may go unused
     * @param uses how often it must have been used in that time to stay open
     * @param validNanos how long it is believed that the name still means the same file
     */
    record Rule(int most, long inactiveNanos, int uses, long validNanos) {
        static final Rule OFF = new Rule(0, 0, 1, 0);
    }

    /** A file that was used. Thread: log. */
    private static final class Kept {
        private FileChannel channel;
        private int uses;
        private long usedNanos;
        private long checkedNanos;
    }

    VaryingSink(Rule rule, Path prefix, Clock clock) {
        this.rule = rule;
        this.prefix = prefix;
        this.clock = clock;
    }

    /** A line and where it goes, as one. Thread: worker. */
    static byte[] record(byte[] path, byte[] line) {
        ByteBuffer record = ByteBuffer.allocate(8 + path.length + line.length);
        return record.putInt(path.length)
                .putInt(line.length)
                .put(path)
                .put(line)
                .array();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void open() {
        open = true;
    }

    @Override
    public void reopen() {
        kept.values().forEach(VaryingSink::shut);
        kept.clear();
    }

    @Override
    public void close() {
        open = false;
        reopen();
    }

    @Override
    public int write(ByteBuffer records, int gzipLevel) {
        int lost = 0;
        while (records.hasRemaining()) {
            byte[] path = new byte[records.getInt()];
            int length = records.getInt();
            records.get(path);
            ByteBuffer line = records.slice(records.position(), length);
            records.position(records.position() + length);
            lost += onLine(new String(path, StandardCharsets.UTF_8), line) ? 0 : 1;
        }
        return lost;
    }

    /** Whether the line has been written; if not, the error log knows why. */
    private boolean onLine(String path, ByteBuffer line) {
        long now = clock.nanos();
        forgetUnused(now);
        try {
            doLine(path, line, now);
            onWritten(path);
            return true;
        } catch (IOException | InvalidPathException e) {
            if (failing.merge(path, 1L, Long::sum) == 1) {
                LOG.error("open() \"{}\" failed ({})", path, reason(e));
            }
            Kept broken = kept.remove(path);
            if (broken != null) {
                shut(broken);
            }
            return false;
        }
    }

    private void onWritten(String path) {
        Long lost = failing.isEmpty() ? null : failing.remove(path);
        if (lost != null) {
            LOG.error("log \"{}\" is written again, {} lines lost", path, lost);
        }
    }

    private static String reason(Exception e) {
        return e instanceof java.nio.file.NoSuchFileException ? "2: No such file or directory" : e.getMessage();
    }

    private void doLine(String path, ByteBuffer line, long now) throws IOException {
        Kept known = kept.get(path);
        if (known != null && known.channel != null && now - known.checkedNanos > rule.validNanos()) {
            shut(known);
        }
        FileChannel channel = known == null || known.channel == null ? opened(path) : known.channel;
        try {
            while (line.hasRemaining()) {
                channel.write(line);
            }
        } finally {
            keep(path, known, channel, now);
        }
    }

    private FileChannel opened(String path) throws IOException {
        return FileChannel.open(
                prefix.resolve(path), StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    private void keep(String path, Kept known, FileChannel channel, long now) throws IOException {
        if (rule.most() == 0) {
            channel.close();
            return;
        }
        Kept file = known;
        if (file == null) {
            makeRoom();
            file = new Kept();
            kept.put(path, file);
        }
        file.uses++;
        file.usedNanos = now;
        if (file.channel == null && file.uses >= rule.uses()) {
            file.channel = channel;
            file.checkedNanos = now;
        } else if (file.channel == null) {
            channel.close();
        }
    }

    private void makeRoom() {
        if (kept.size() >= rule.most()) {
            Iterator<Kept> oldest = kept.values().iterator();
            shut(oldest.next());
            oldest.remove();
        }
    }

    private void forgetUnused(long now) {
        Iterator<Kept> oldest = kept.values().iterator();
        while (oldest.hasNext()) {
            Kept file = oldest.next();
            if (now - file.usedNanos <= rule.inactiveNanos()) {
                return;
            }
            shut(file);
            oldest.remove();
        }
    }

    private static void shut(Kept file) {
        FileChannel channel = file.channel;
        file.channel = null;
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.error("close() of a log failed ({})", e.getMessage());
            }
        }
    }
}
