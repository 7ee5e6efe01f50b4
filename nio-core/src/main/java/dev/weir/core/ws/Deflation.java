package dev.weir.core.ws;

/**
 * How one endpoint compresses.
 *
 * <p>Thread: worker.
 *
 * @param agreement with the client
 * @param min bytes from which on a message of ours goes compressed
 * @param pool of the connection's worker
 */
public record Deflation(DeflateAgreement agreement, long min, DeflatePool pool) {

    /** Whether a message of ours goes compressed, judged by the length of its first part. */
    boolean isFor(int bytes) {
        return bytes >= min;
    }

    MessageInflater inflater(long mostBytes) {
        return new MessageInflater(pool, agreement.clientTakeover(), mostBytes);
    }

    MessageDeflater deflater() {
        return new MessageDeflater(pool, agreement.serverTakeover(), agreement.stretch());
    }
}
