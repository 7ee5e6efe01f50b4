package dev.weir.core.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A whole request body: in memory while it is small and the location does not want a file, then in a file. What
 * memory holds stays at hand for {@code $request_body} as long as the exchange.
 *
 * <p>Thread: worker. As in nginx, writing the file may block the worker for the time the disk takes.
 */
public final class BodyStore implements BodySink, AutoCloseable {
    private static final AttachmentKey<BodyStore> KEY = new AttachmentKey<>();

    private final int memoryBytes;
    private final BodyFiles files;
    private final Runnable onComplete;
    private ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private FileChannel file;
    private Path path;
    private long size;
    private boolean whole;
    private int holders = 1;

    /**
     * Becomes the body that the exchange's variables show.
     *
     * @param onComplete told when the last byte has come
     */
    public BodyStore(Exchange exchange, Runnable onComplete) {
        HttpOptions options = exchange.location().options();
        this.files = options.bodyFiles();
        this.memoryBytes = files.use() == BodyFiles.Use.OFF ? options.bodyBufferSize() : 0;
        exchange.attach(KEY, this);
        this.onComplete = onComplete;
    }

    private BodyStore(Exchange exchange) {
        HttpOptions options = exchange.location().options();
        this.files = null;
        this.memoryBytes = options.bodyBufferSize();
        this.onComplete = () -> {};
        exchange.attach(KEY, this);
    }

    /**
     * A copy of a body that is passed on while it comes. It becomes what the exchange's variables show when it is whole
     * and memory holds all of it; it never goes to a file.
     */
    public static BodyStore ofStreamed(Exchange exchange) {
        return new BodyStore(exchange);
    }

    @Override
    public void onData(ByteBuffer bytes) {
        if (files == null && (memory == null || size + bytes.remaining() > memoryBytes)) {
            memory = null;
            return;
        }
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
        BodyFolder.Made made = files.folder().make(files.use() != BodyFiles.Use.OFF);
        file = made.channel();
        path = made.path();
        file.write(ByteBuffer.wrap(memory.toByteArray()));
        memory = null;
    }

    @Override
    public void onEnd() {
        whole = true;
        onComplete.run();
    }

    /**
     * The body of an exchange when all of it is stored, for one more who needs it; {@link #close} must follow, also
     * once from whoever made it.
     *
     * @return null when it is not stored, or no longer
     */
    public static BodyStore hold(Exchange exchange) {
        BodyStore store = exchange.attachment(KEY);
        if (store == null || store.files == null || !store.whole || store.holders == 0) {
            return null;
        }
        store.holders++;
        return store;
    }

    /** Gives what is stored of one exchange's body to another, for as long as that lasts. */
    static void share(Exchange from, Exchange to) {
        BodyStore store = hold(from);
        if (store != null) {
            to.attach(KEY, store);
            to.onEnd(store::close);
        }
    }

    /** What {@code $request_body} shows: the body when it is in memory; else null. */
    public static String text(Exchange exchange) {
        BodyStore store = exchange.attachment(KEY);
        boolean held = store != null && store.memory != null && store.size > 0 && (store.whole || store.files != null);
        return held ? store.memory.toString(StandardCharsets.ISO_8859_1) : null;
    }

    /** What {@code $request_body_file} shows: the path of the body's file, as bytes; null when it has none. */
    public static String fileName(Exchange exchange) {
        BodyStore store = exchange.attachment(KEY);
        return store == null || store.path == null ? null : ByteText.of(store.path.toString());
    }

    /** Bytes of the body. */
    public long size() {
        return size;
    }

    /** A new reading from the first byte. */
    public Reading read() {
        return new Reading(file == null ? ByteBuffer.wrap(memory.toByteArray()) : null);
    }

    /** One who held it does so no more; the last one ends it. */
    @Override
    public void close() {
        if (--holders == 0 && file != null) {
            try {
                file.close();
                if (files.use() == BodyFiles.Use.CLEAN) {
                    Files.deleteIfExists(path);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot close a stored request body", e);
            }
        }
    }

    /** One pass over the body. Thread: worker. */
    public final class Reading {
        private static final int PIECE = 16 * 1024;

        private final ByteBuffer inMemory;
        private long position;

        private Reading(ByteBuffer inMemory) {
            this.inMemory = inMemory;
        }

        public boolean hasMore() {
            return inMemory != null ? inMemory.hasRemaining() : position < size;
        }

        /** The next piece; all of it must be used. */
        public ByteBuffer next() {
            if (inMemory != null) {
                ByteBuffer all = inMemory.duplicate();
                inMemory.position(inMemory.limit());
                return all;
            }
            ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, size - position));
            try {
                if (file.read(piece, position) <= 0) {
                    throw new IOException(path + " was truncated");
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read a stored request body", e);
            }
            position += piece.position();
            return piece.flip();
        }
    }
}
