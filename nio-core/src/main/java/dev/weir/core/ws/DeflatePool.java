package dev.weir.core.ws;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The zlib objects of one worker and the buffers they write to. An inflater has about 40 KB of native memory and a
 * deflater about 260 KB: connections that agreed on no takeover borrow them for one message.
 *
 * <p>Thread: the one that made it.
 */
public final class DeflatePool {
    /** Bytes of each of the two buffers: what a peer's message grows to is given on in parts of at most this. */
    static final int PART = 16 * 1024;

    private static final int KEPT = 16;

    /** zlib's fastest level, as nginx's default for gzip: the endpoint's time is dearer than the last percents. */
    private static final int LEVEL = Deflater.BEST_SPEED;

    private final ArrayDeque<Inflater> inflaters = new ArrayDeque<>();
    private final ArrayDeque<Deflater> deflaters = new ArrayDeque<>();
    private ByteBuffer inflated;
    private ByteBuffer deflated;
    private int lent;
    private boolean released;

    Inflater takeInflater() {
        lent++;
        Inflater kept = inflaters.pollFirst();
        return kept == null ? new Inflater(true) : kept;
    }

    Deflater takeDeflater() {
        lent++;
        Deflater kept = deflaters.pollFirst();
        return kept == null ? new Deflater(LEVEL, true) : kept;
    }

    /** Takes one back, whatever state it is in. */
    void give(Inflater inflater) {
        lent--;
        if (released || inflaters.size() == KEPT) {
            inflater.end();
        } else {
            inflater.reset();
            inflaters.addFirst(inflater);
        }
    }

    /** Takes one back, whatever state it is in. */
    void give(Deflater deflater) {
        lent--;
        if (released || deflaters.size() == KEPT) {
            deflater.end();
        } else {
            deflater.reset();
            deflaters.addFirst(deflater);
        }
    }

    /** Where inflaters write; its content is good until the next message of any connection is inflated. */
    ByteBuffer inflated() {
        inflated = inflated == null ? ByteBuffer.allocateDirect(PART) : inflated;
        return inflated.clear();
    }

    /** Where deflaters write. */
    ByteBuffer deflated() {
        deflated = deflated == null ? ByteBuffer.allocateDirect(PART) : deflated;
        return deflated.clear();
    }

    /** Zlib objects that connections hold now. */
    public int lent() {
        return lent;
    }

    /** Zlib objects that wait to be used again. */
    public int kept() {
        return inflaters.size() + deflaters.size();
    }

    /** The worker ends: gives the native memory back. What is still lent is ended when it is given back. */
    public void release() {
        released = true;
        inflaters.forEach(Inflater::end);
        inflaters.clear();
        deflaters.forEach(Deflater::end);
        deflaters.clear();
    }
}
