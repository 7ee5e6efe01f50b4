package dev.weir.proxy;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.ResponseStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * A response on its way from an upstream to the client. What the client does not take waits: in memory, and with
 * buffering in a file then, so that a slow client does not hold the upstream's connection.
 *
 * <pre>
 *   DIRECT --client slow--> SPOOLED --client took all--> DIRECT
 *      |                       |                           |
 *      +---- end of the response: what waits goes out, then it is finished or, if it is not whole, cut
 * </pre>
 *
 * <p>Source: nginx, {@code proxy_buffering}, {@code proxy_max_temp_file_size}. Thread: worker.
 */
final class Downstream {
    private static final int PIECE_BYTES = 32 * 1024;

    private final Exchange exchange;
    private final ResponseStream out;
    private final Room room;
    private final ForwardingLog log;
    private Runnable resume;
    private TempFile file;
    private boolean fileFails;
    private boolean ended;
    private boolean whole;

    /**
     * Where bytes may wait.
     *
     * @param buffered whether pieces may be collected; else each is sent at once
     * @param memoryBytes most bytes in memory
     * @param fileBytes most bytes in a file; 0 for no file
     */
    record Room(boolean buffered, int memoryBytes, long fileBytes) {}

    /** @param resume told when the client takes bytes again */
    Downstream(Exchange exchange, ResponseStream out, Room room, ForwardingLog log, Runnable resume) {
        this.exchange = exchange;
        this.out = out;
        this.room = room;
        this.log = log;
        this.resume = resume;
        out.highMark(room.memoryBytes);
        out.onDrained(this::onDrained);
    }

    void write(ByteBuffer bytes) {
        boolean waits = file != null && file.hasMore() || out.isCongested() && mayUseFile();
        if (waits && file == null) {
            create();
        }
        if (!waits || file == null) {
            out.write(bytes);
            return;
        }
        try {
            file.append(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot store a response", e);
        }
    }

    private boolean mayUseFile() {
        return room.buffered && room.fileBytes > 0 && !fileFails;
    }

    /** Without a file the upstream waits for the client. */
    private void create() {
        try {
            file = TempFile.create("weir-response-");
            exchange.onEnd(this::close);
            log.warn(
                    "an upstream response is buffered to a temporary file " + file.path() + " while reading upstream",
                    null);
        } catch (IOException e) {
            fileFails = true;
            log.error("no temporary file for an upstream response: " + e.getMessage(), null);
        }
    }

    /** Whether reading from the upstream should rest until {@code resume}. */
    boolean isCongested() {
        if (!room.buffered) {
            out.flush();
        }
        return mayUseFile() ? file != null && file.size() >= room.fileBytes : out.isCongested();
    }

    private void onDrained() {
        if (file != null && file.hasMore()) {
            pump();
        } else if (ended) {
            conclude();
        } else {
            resume.run();
        }
    }

    private void pump() {
        ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
        try {
            while (file.hasMore() && !out.isCongested()) {
                file.read(piece.clear());
                out.write(piece.flip());
            }
        } catch (IOException e) {
            log.error("cannot read a stored response: " + e.getMessage(), null);
            exchange.abort();
            return;
        }
        if (file.hasMore()) {
            return;
        }
        if (ended && whole) {
            conclude();
        } else if (!ended) {
            resume.run();
        }
    }

    /** @param isWhole whether the response came to its proper end */
    void end(boolean isWhole) {
        ended = true;
        whole = isWhole;
        resume = null;
        if (file == null || !file.hasMore()) {
            conclude();
        }
    }

    private void conclude() {
        if (whole) {
            out.finish();
        } else {
            exchange.onAbort(null);
            out.flush();
            exchange.cut();
        }
    }

    private void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close a stored response", e);
        }
    }
}
