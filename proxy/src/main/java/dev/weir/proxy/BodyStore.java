package dev.weir.proxy;

import dev.weir.core.http.BodySink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A whole request body: in memory while it is small, then in a file that vanishes when it is closed.
 *
 * <p>Thread: worker. As in nginx, writing the file may block the worker for the time the disk takes.
 */
final class BodyStore implements BodySink, AutoCloseable {
    private final int memoryBytes;
    private final Runnable onComplete;
    private ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private FileChannel file;
    private long size;

    /**
     * @param memoryBytes most bytes kept in memory
     * @param onComplete told when the last byte has come
     */
    BodyStore(int memoryBytes, Runnable onComplete) {
        this.memoryBytes = memoryBytes;
        this.onComplete = onComplete;
    }

    @Override
    public void onData(ByteBuffer bytes) {
        try {
            if (file == null && size + bytes.remaining() > memoryBytes) {
                openFile();
            }
            size += bytes.remaining();
            @SuppressWarnings("resource") // Closing it would close the store.
            WritableByteChannel to = file != null ? file : Channels.newChannel(memory);
            while (bytes.hasRemaining()) {
                to.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot store a request body", e);
        }
    }

    private void openFile() throws IOException {
        Path path = Files.createTempFile("weir-body-", null);
        file = FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        file.write(ByteBuffer.wrap(memory.toByteArray()));
        memory = null;
    }

    @Override
    public void onEnd() {
        onComplete.run();
    }

    /** Bytes of the body. */
    long size() {
        return size;
    }

    /** A new reading from the first byte. */
    Reading read() {
        return new Reading(file == null ? ByteBuffer.wrap(memory.toByteArray()) : null);
    }

    @Override
    public void close() {
        memory = new ByteArrayOutputStream();
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot close a stored request body", e);
            }
        }
    }

    /** One pass over the body. Thread: worker. */
    final class Reading {
        private static final int PIECE = 16 * 1024;

        private final ByteBuffer inMemory;
        private long position;

        private Reading(ByteBuffer inMemory) {
            this.inMemory = inMemory;
        }

        boolean hasMore() {
            return inMemory != null ? inMemory.hasRemaining() : position < size;
        }

        /** The next piece; all of it must be used. */
        ByteBuffer next() {
            if (inMemory != null) {
                ByteBuffer all = inMemory.duplicate();
                inMemory.position(inMemory.limit());
                return all;
            }
            ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, size - position));
            try {
                file.read(piece, position);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read a stored request body", e);
            }
            position += piece.position();
            return piece.flip();
        }
    }
}
