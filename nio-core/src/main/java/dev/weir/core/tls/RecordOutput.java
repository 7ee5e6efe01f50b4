package dev.weir.core.tls;

import dev.weir.core.buffer.Outbox;
import dev.weir.core.loop.Transport;
import dev.weir.core.loop.Worker;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/**
 * Records on their way out.
 *
 * <p>Bytes that are in a record count as written when the record has left: of those that the socket refuses as many are
 * left to the caller as still wait here, and they are the first of what the caller writes next. So it knows when all is
 * written, and how fast. Thread: worker.
 */
final class RecordOutput {
    /** The largest record that an engine makes. */
    private static final int RECORD_BYTES = 16 * 1024 + 512;

    /** What a record holds at most. */
    private static final int PLAIN_BYTES = 16 * 1024;

    private static final int GATHER = 8;

    private final Transport below;
    private final Worker worker;
    private final Runnable onChange;
    private Outbox waiting;
    /** Bytes of the next write that are in records already. */
    private int taken;

    /** @param onChange told when {@link #isWaiting} changes */
    RecordOutput(Transport below, Worker worker, Runnable onChange) {
        this.below = below;
        this.worker = worker;
        this.onChange = onChange;
    }

    /** Whether the socket has refused something. */
    boolean isWaiting() {
        return waiting != null;
    }

    /** Sends bytes as they are, behind those that wait. */
    void send(ByteBuffer raw) throws IOException {
        if (waiting == null) {
            below.write(raw);
        }
        if (!raw.hasRemaining()) {
            return;
        }
        boolean first = waiting == null;
        if (first) {
            waiting = new Outbox(worker.buffers());
        }
        waiting.append(raw);
        if (first) {
            onChange.run();
        }
    }

    /** Sends what waits, as far as that goes. */
    void flush() throws IOException {
        if (waiting == null) {
            return;
        }
        waiting.drainTo(below, new ByteBuffer[GATHER]);
        if (waiting.isEmpty()) {
            waiting = null;
            onChange.run();
        }
    }

    /** Writes bytes of several buffers in order; see {@link Transport#write}. */
    long write(SSLEngine engine, ByteBuffer[] from, int count) throws IOException {
        long written = settle(from, count);
        while (waiting == null && hasRemaining(from, count)) {
            written += writeRecords(engine, from, count);
        }
        return written;
    }

    /** Writes what is left of earlier records, and counts as much of what they hold as written. */
    private long settle(ByteBuffer[] from, int count) throws IOException {
        flush();
        int left = waiting == null ? 0 : (int) Math.min(taken, waiting.bytes());
        long settled = skip(from, count, taken - left);
        taken = left;
        return settled;
    }

    /** Writes as many records as go together; what of them stays here does not count as written yet. */
    private long writeRecords(SSLEngine engine, ByteBuffer[] from, int count) throws IOException {
        int[] starts = new int[count];
        for (int i = 0; i < count; i++) {
            starts[i] = from[i].position();
        }
        ByteBuffer out = worker.layerBuffers().rawOutput();
        long plain = 0;
        while (out.remaining() >= RECORD_BYTES && hasRemaining(from, count)) {
            SSLEngineResult result = wrap(engine, from, count, out);
            if (result.getStatus() != SSLEngineResult.Status.OK) {
                throw new SSLException("cannot write: " + result.getStatus());
            }
            plain += result.bytesConsumed();
        }
        send(out.flip());
        if (waiting != null) {
            taken = (int) Math.min(plain, waiting.bytes());
            unskip(from, starts, taken);
        }
        return plain - taken;
    }

    /** Makes one record of what there is. */
    private SSLEngineResult wrap(SSLEngine engine, ByteBuffer[] from, int count, ByteBuffer out) throws SSLException {
        if (!NativeTls.made(engine)) {
            return engine.wrap(from, 0, count, out);
        }
        ByteBuffer next = next(from, count);
        if (next.isDirect() && (next.remaining() >= PLAIN_BYTES || next.remaining() == remaining(from, count))) {
            return engine.wrap(next, out);
        }
        // Conscrypt would do the same in a buffer that it then holds as long as the connection is there.
        ByteBuffer joined = worker.layerBuffers().joined();
        for (int i = 0; i < count && joined.hasRemaining(); i++) {
            int here = Math.min(joined.remaining(), from[i].remaining());
            joined.put(joined.position(), from[i], from[i].position(), here);
            joined.position(joined.position() + here);
        }
        SSLEngineResult result = engine.wrap(joined.flip(), out);
        skip(from, count, result.bytesConsumed());
        return result;
    }

    private static ByteBuffer next(ByteBuffer[] buffers, int count) {
        int i = 0;
        while (i < count - 1 && !buffers[i].hasRemaining()) {
            i++;
        }
        return buffers[i];
    }

    private static long remaining(ByteBuffer[] buffers, int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += buffers[i].remaining();
        }
        return sum;
    }

    private static boolean hasRemaining(ByteBuffer[] buffers, int count) {
        for (int i = 0; i < count; i++) {
            if (buffers[i].hasRemaining()) {
                return true;
            }
        }
        return false;
    }

    private static long skip(ByteBuffer[] buffers, int count, int bytes) {
        int left = bytes;
        for (int i = 0; i < count && left > 0; i++) {
            int here = Math.min(left, buffers[i].remaining());
            buffers[i].position(buffers[i].position() + here);
            left -= here;
        }
        return bytes - left;
    }

    private static void unskip(ByteBuffer[] buffers, int[] starts, int bytes) {
        int left = bytes;
        for (int i = starts.length - 1; i >= 0 && left > 0; i--) {
            int here = Math.min(left, buffers[i].position() - starts[i]);
            buffers[i].position(buffers[i].position() - here);
            left -= here;
        }
    }

    /** Drops what waits. */
    void clear() {
        if (waiting != null) {
            waiting.clear();
            waiting = null;
        }
        taken = 0;
    }
}
