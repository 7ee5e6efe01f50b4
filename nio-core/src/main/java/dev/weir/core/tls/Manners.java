package dev.weir.core.tls;

import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * What a peer must not do once the handshake is over.
 *
 * <p>Thread: worker.
 */
final class Manners {
    /** Records in a row that bring no data: keys are updated now and then, not all the time. */
    private static final int MOST_IDLE_RECORDS = 32;

    private int idleRecords;

    /** @throws SSLException when the peer goes too far with a record */
    void judge(SSLEngineResult result, String protocol) throws SSLException {
        idleRecords = result.bytesProduced() > 0 ? 0 : idleRecords + 1;
        if (idleRecords > MOST_IDLE_RECORDS) {
            throw new SSLException("too many records without data");
        }
        // Refused, as by nginx: a renegotiation costs us more than the peer. TLS 1.3 has none.
        if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK && protocol.equals("TLSv1.2")) {
            throw new SSLException("the peer asks for a renegotiation");
        }
    }
}
