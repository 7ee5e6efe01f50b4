package dev.weir.core.tls;

import dev.weir.core.loop.Worker;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/**
 * Sees to it that a session in a ticket has an end. Java opens a ticket as long as it has the key, an hour and more,
 * and only the engine that has opened it knows how old it is. So it is asked between hearing and answering; when the
 * session is too old, another engine takes the hello that resumes none.
 *
 * <p>Thread: worker.
 */
final class Resumption {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private Resumption() {}

    /**
     * The engine for a hello.
     *
     * @param raw the whole hello; what the engine has taken is taken from it
     */
    static SSLEngine engine(TlsServer server, ClientHello hello, ByteBuffer raw, Worker worker) {
        SSLEngine other = NativeTls.engine(server, worker);
        if (other != null) {
            return other;
        }
        SSLEngine engine = server.engine(hello);
        if (!hello.hasTicket()) {
            return engine;
        }
        ByteBuffer rest = raw.duplicate();
        try {
            hear(engine, rest);
        } catch (SSLException e) {
            // Another engine finds the same wrong with it, where the client can be told.
            return server.engine(hello);
        }
        SSLSession session = engine.getHandshakeSession();
        if (session != null && server.isStale(session, worker.wallMillis())) {
            return server.forgetfulEngine();
        }
        raw.position(rest.position());
        return engine;
    }

    private static void hear(SSLEngine engine, ByteBuffer rest) throws SSLException {
        engine.beginHandshake();
        HandshakeStatus status = HandshakeStatus.NEED_UNWRAP;
        while (status == HandshakeStatus.NEED_UNWRAP && rest.hasRemaining()) {
            SSLEngineResult result = engine.unwrap(rest, NOTHING);
            if (result.getStatus() != SSLEngineResult.Status.OK) {
                return;
            }
            for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                task.run();
            }
            status = engine.getHandshakeStatus();
        }
    }
}
