package dev.weir.push;

import dev.weir.core.ws.DeflatePool;

/**
 * Each worker's zlib objects, made when its first client agrees to compress; they last as long as the workers, which is
 * as long as the process.
 *
 * <p>Thread: worker; each uses its own.
 */
final class DeflatePools {
    private final DeflatePool[] pools;

    DeflatePools(int workers) {
        this.pools = new DeflatePool[workers];
    }

    /** The worker will end: what it still lends is given back to the system when it comes back. */
    void release(int worker) {
        if (pools[worker] != null) {
            pools[worker].release();
        }
    }

    DeflatePool of(int worker) {
        if (pools[worker] == null) {
            pools[worker] = new DeflatePool();
        }
        return pools[worker];
    }
}
