package dev.weir.core.content;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.ResponseStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a file piece by piece, as the client takes it.
 *
 * <p>Thread: worker.
 */
final class FileStream {
    private static final Logger LOG = LoggerFactory.getLogger(FileStream.class);
    private static final int PIECE_BYTES = 32 * 1024;

    private final Exchange exchange;
    private final FileChannel file;
    private final Path path;
    private long left;

    FileStream(Exchange exchange, FileChannel file, long size, Path path) {
        this.exchange = exchange;
        this.file = file;
        this.left = size;
        this.path = path;
    }

    void run(ResponseStream out) {
        exchange.onEnd(this::close);
        out.onDrained(() -> pump(out));
        pump(out);
    }

    private void pump(ResponseStream out) {
        try {
            ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE_BYTES, left));
            while (left > 0 && !out.isCongested()) {
                piece.clear().limit((int) Math.min(piece.capacity(), left));
                if (file.read(piece) <= 0) {
                    LOG.error("\"{}\" was truncated while it was sent", path);
                    exchange.abort();
                    return;
                }
                left -= piece.flip().remaining();
                out.write(piece);
            }
        } catch (IOException e) {
            LOG.error("reading \"{}\" failed: {}", path, e.getMessage());
            exchange.abort();
            return;
        }
        if (left == 0) {
            out.finish();
        }
    }

    private void close() {
        try {
            file.close();
        } catch (IOException e) {
            LOG.warn("closing \"{}\" failed: {}", path, e.getMessage());
        }
    }
}
