package dev.weir.core.tls;

import java.io.IOException;
import javax.net.ssl.SSLException;

/** A handshake that came to nothing; the message says why. */
public final class HandshakeFailure extends IOException {
    private static final long serialVersionUID = 1L;

    HandshakeFailure(String message) {
        super(message);
    }

    HandshakeFailure(SSLException cause) {
        super(cause.getMessage(), cause);
    }
}
