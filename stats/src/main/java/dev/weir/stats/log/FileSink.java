package dev.weir.stats.log;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * A file that grows, or one of the standard descriptors.
 *
 * <p>Thread: log, but for {@link #open}.
 */
final class FileSink implements LogSink {
    private final String path;
    private final Path ownRoot;
    private FileChannel channel;

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
        while (lines.hasRemaining()) {
            channel.write(lines);
        }
        return 0;
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
            return FileChannel.open(
                    Path.of(path), StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new IOException("open() \"" + path + "\" failed (" + reason(e) + ")", e);
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
