package dev.weir.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Bytes that wait in a file, first in first out. It has no name from the start, so that nothing stays of it whatever
 * becomes of Weir.
 *
 * <p>Thread: worker. As in nginx, the worker waits for the disk.
 */
final class TempFile implements AutoCloseable {
    private final Path path;
    private final FileChannel file;
    private long written;
    private long read;

    private TempFile(Path path, FileChannel file) {
        this.path = path;
        this.file = file;
    }

    static TempFile create(String prefix) throws IOException {
        Path path = Files.createTempFile(prefix, null);
        try {
            return new TempFile(path, FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
        } finally {
            Files.delete(path);
        }
    }

    /** The name that it had. */
    Path path() {
        return path;
    }

    /** Takes all bytes. */
    void append(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            written += file.write(bytes, written);
        }
    }

    /** Bytes in the file, those that were read already included: it grows until all were read. */
    long size() {
        return written;
    }

    boolean hasMore() {
        return read < written;
    }

    /** Reads what comes next into the room of {@code into}; begins the file anew when that was all. */
    void read(ByteBuffer into) throws IOException {
        into.limit((int) Math.min(into.limit(), into.position() + written - read));
        while (into.hasRemaining()) {
            int count = file.read(into, read);
            if (count < 0) {
                throw new IOException(path + " was truncated");
            }
            read += count;
        }
        if (read == written) {
            read = 0;
            written = 0;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
