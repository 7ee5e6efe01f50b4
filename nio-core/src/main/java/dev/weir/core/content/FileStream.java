package dev.weir.core.content;

import dev.weir.core.http.Delivery;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.ResponseStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Iterator;
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
    private Iterator<Delivery.Piece> pieces;
    private long left;

    /** @param file closed at the end of the exchange */
    FileStream(Exchange exchange, FileChannel file, Path path) {
        this.exchange = exchange;
        this.file = file;
        this.path = path;
        exchange.onEnd(this::close);
    }

    void run(Delivery delivery) {
        ResponseStream out = delivery.out();
        pieces = delivery.pieces().iterator();
        out.onDrained(() -> pump(out));
        pump(out);
    }

    private void pump(ResponseStream out) {
        try {
            ByteBuffer piece = null;
            while (!out.isCongested() && (left > 0 || nextPiece(out))) {
                int count = (int) Math.min(PIECE_BYTES, left);
                piece = piece == null || piece.capacity() < count ? ByteBuffer.allocate(count) : piece;
                piece.clear().limit(count);
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
        if (left == 0 && !pieces.hasNext()) {
            out.finish();
        }
    }

    /** Goes on to the next piece that has bytes of the file. */
    private boolean nextPiece(ResponseStream out) throws IOException {
        while (left == 0 && pieces.hasNext()) {
            Delivery.Piece next = pieces.next();
            out.write(ByteBuffer.wrap(next.before()));
            left = next.end() - next.from();
            file.position(next.from());
        }
        return left > 0;
    }

    private void close() {
        try {
            file.close();
        } catch (IOException e) {
            LOG.warn("closing \"{}\" failed: {}", path, e.getMessage());
        }
    }
}
