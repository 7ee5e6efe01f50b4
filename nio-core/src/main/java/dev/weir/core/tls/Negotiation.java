package dev.weir.core.tls;

import dev.weir.core.loop.Worker;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * What an engine does of its own accord: its tasks, its part of a handshake, alerts. The tasks run here and now; why is
 * told in docs/decisions/0019-tls.md.
 *
 * <p>Thread: worker.
 */
final class Negotiation {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    private final RecordOutput output;
    private final Worker worker;
    private final Finish onFinished;
    private final ServerHello ours = new ServerHello();

    /** Hears when a handshake has come to its end. */
    interface Finish {
        void onFinished() throws IOException;
    }

    Negotiation(SSLEngine engine, RecordOutput output, Worker worker, Finish onFinished) {
        this.engine = engine;
        this.output = output;
        this.worker = worker;
        this.onFinished = onFinished;
    }

    void begin() throws IOException {
        engine.beginHandshake();
        advance(engine.getHandshakeStatus());
    }

    /** Does what the engine asks for, until it asks for input. */
    void advance(HandshakeStatus first) throws IOException {
        HandshakeStatus status = first;
        while (true) {
            switch (status) {
                case NEED_TASK -> {
                    for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                        task.run();
                    }
                    status = engine.getHandshakeStatus();
                }
                case NEED_WRAP -> status = sendOwn();
                case FINISHED -> {
                    onFinished.onFinished();
                    status = engine.getHandshakeStatus();
                }
                default -> {
                    return;
                }
            }
        }
    }

    /** Sends a record of the engine's own. */
    private HandshakeStatus sendOwn() throws IOException {
        ByteBuffer out = worker.layerBuffers().rawOutput();
        SSLEngineResult result = engine.wrap(NOTHING, out);
        ours.look(out.flip());
        output.send(out);
        boolean over = result.getStatus() == Status.CLOSED && result.bytesProduced() == 0;
        return over ? HandshakeStatus.NOT_HANDSHAKING : result.getHandshakeStatus();
    }

    /** Whether we, as the server, have resumed a session. */
    boolean resumes() {
        return ours.resumes();
    }

    /** Tells the peer what the engine has found wrong, as far as the socket takes it. */
    void tell(SSLException cause) {
        try {
            HandshakeStatus status = sendAlert();
            while (status == HandshakeStatus.NEED_WRAP) {
                status = sendOwn();
            }
        } catch (IOException unsaid) {
            cause.addSuppressed(unsaid);
        }
    }

    /** Tells the peer that nothing more comes (RFC 8446 section 6.1). */
    void goodbye() throws IOException {
        engine.closeOutbound();
        advance(sendAlert());
    }

    /** Conscrypt has an alert ready without saying so. */
    private HandshakeStatus sendAlert() throws IOException {
        return NativeTls.made(engine) ? sendOwn() : engine.getHandshakeStatus();
    }
}
