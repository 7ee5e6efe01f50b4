package dev.weir.stats.log;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * A file that grows, a named pipe, or one of the standard descriptors.
 *
 * <p>A pipe without a reader is like a disk that fails: its lines wait for the next try. One whose reader is slow makes
 * the log thread wait, as a slow disk does.
 *
 * <p>Thread: log, but for {@link #open}.
 */
final class FileSink implements LogSink {
    private static final Set<StandardOpenOption> GROW =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);

    /** Parts of {@code st_mode} (inode(7)). */
    private static final int TYPE_OF_FILE = 0170000;

    private static final int PIPE = 0010000;

    /** Bytes that a pipe takes at once (pipe(7)). */
    private static final int PIPE_BUF = 4096;

    private final String path;
    private final Path ownRoot;
    private FileChannel channel;
    private boolean pipe;

    /** Whether the file is known to have another name now; there is no need to look again until the name is back. */
    private boolean moved;

    /**
     * @param ownRoot below it a missing folder is made; elsewhere the operator is asked, as by nginx; null for never
     */
    FileSink(String path, Path ownRoot) {
        this.path = path;
        this.ownRoot = ownRoot;
    }

    @Override
    public boolean isOpen() {
        return channel != null;
    }

    @Override
    public void open() throws IOException {
        if (channel == null) {
            channel = doOpen();
        }
    }

    @Override
    public void reopen() throws IOException {
        if (isStandard()) {
            return;
        }
        FileChannel old = channel;
        channel = doOpen();
        if (old != null) {
            old.close();
        }
    }

    @Override
    public void close() throws IOException {
        FileChannel old = channel;
        if (old != null && !isStandard()) {
            channel = null;
            old.close();
        }
    }

    @Override
    public int write(ByteBuffer lines, int gzipLevel) throws IOException {
        if (gzipLevel > 0) {
            writePacked(lines, gzipLevel);
            return 0;
        }
        int end = lines.limit();
        while (lines.hasRemaining()) {
            if (pipe) {
                lines.limit(atOnce(lines, end));
            }
            writeSome(lines);
            lines.limit(end);
        }
        return 0;
    }

    private void writeSome(ByteBuffer lines) throws IOException {
        try {
            channel.write(lines);
        } catch (ClosedByInterruptException e) {
            // Only this file is given up: the channels of others would close too under a thread that is interrupted.
            channel = null;
            throw Thread.interrupted() ? e : new IOException(e);
        }
    }

    /** A file that was moved is still there for its reader, one that was removed is not. */
    @Override
    public boolean isRemoved() {
        if (pipe || isStandard() || channel == null) {
            return false;
        }
        if (Files.exists(Path.of(path))) {
            moved = false;
            return false;
        }
        if (!moved) {
            moved = !isOpenWithoutName();
            return !moved;
        }
        return false;
    }

    /** The kernel marks such a descriptor; see proc(5). */
    private boolean isOpenWithoutName() {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.anyMatch(descriptor -> meaning(descriptor).equals(path + " (deleted)"));
        } catch (IOException e) {
            return false;
        }
    }

    private static String meaning(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "closed meanwhile";
        }
    }

    /**
     * Where so many whole lines end as go through a pipe at once or not at all: then neither a reader that goes away
     * nor another writer can tear one. A line beyond that goes alone.
     */
    private static int atOnce(ByteBuffer lines, int end) {
        int from = lines.position();
        int most = Math.min(end, from + PIPE_BUF);
        for (int at = most; at > from; at--) {
            if (lines.get(at - 1) == '\n') {
                return at;
            }
        }
        int at = most;
        while (at < end && lines.get(at - 1) != '\n') {
            at++;
        }
        return at;
    }

    /** A member of the gzip file as a whole or not at all: half of one would spoil all that follow. */
    private void writePacked(ByteBuffer lines, int level) throws IOException {
        ByteBuffer packed = ByteBuffer.wrap(packed(lines, level));
        long before = channel.size();
        try {
            while (packed.hasRemaining()) {
                channel.write(packed);
            }
        } catch (IOException e) {
            channel.truncate(before);
            throw e;
        }
        lines.position(lines.limit());
    }

    private static byte[] packed(ByteBuffer lines, int level) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(lines.remaining() / 4 + 64);
        try (GZIPOutputStream gzip = new Gzip(out, level)) {
            gzip.write(lines.array(), lines.arrayOffset() + lines.position(), lines.remaining());
        }
        return out.toByteArray();
    }

    /** The JDK's, with a level. Thread: log. */
    private static final class Gzip extends GZIPOutputStream {
        Gzip(ByteArrayOutputStream out, int level) throws IOException {
            super(out);
            def.setLevel(Math.min(level, Deflater.BEST_COMPRESSION));
        }
    }

    private FileChannel doOpen() throws IOException {
        if (isStandard()) {
            return standard();
        }
        try {
            if (ownRoot != null && Path.of(path).startsWith(ownRoot)) {
                Files.createDirectories(Path.of(path).getParent());
            }
            pipe = isPipe();
            moved = false;
            return pipe ? openPipe() : FileChannel.open(Path.of(path), GROW);
        } catch (IOException e) {
            throw new IOException("open() \"" + path + "\" failed (" + reason(e) + ")", e);
        }
    }

    private boolean isPipe() throws IOException {
        Path file = Path.of(path);
        if (!Files.exists(file)
                || !file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return false;
        }
        return ((int) Files.getAttribute(file, "unix:mode") & TYPE_OF_FILE) == PIPE;
    }

    /**
     * Opening a pipe for writing waits for a reader, and would keep Weir from starting. So there is one for a moment:
     * ourselves, since opening for both never waits.
     */
    private FileChannel openPipe() throws IOException {
        FileChannel both = FileChannel.open(Path.of(path), StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            return FileChannel.open(Path.of(path), StandardOpenOption.WRITE);
        } finally {
            both.close();
        }
    }

    private boolean isStandard() {
        return path.equals("/dev/stdout") || path.equals("/dev/stderr");
    }

    /** By descriptor: as a path they cannot be opened when they are sockets. Never closed. */
    @SuppressWarnings("resource")
    private FileChannel standard() {
        FileDescriptor descriptor = path.endsWith("out") ? FileDescriptor.out : FileDescriptor.err;
        return new FileOutputStream(descriptor).getChannel();
    }

    private static String reason(IOException e) {
        if (e instanceof java.nio.file.NoSuchFileException) {
            return "2: No such file or directory";
        }
        if (e instanceof java.nio.file.AccessDeniedException) {
            return "13: Permission denied";
        }
        if (e instanceof java.nio.file.FileSystemException system && system.getReason() != null) {
            return system.getReason();
        }
        return e.getMessage();
    }
}
