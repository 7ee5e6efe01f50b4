package dev.weir.core.tls;

import dev.weir.core.loop.ManualWorker;
import dev.weir.core.loop.MemoryTransport;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/** A TLS client of the JDK at the other end of a {@link MemoryTransport}. Thread: the test's. */
final class TlsPeer {
    private static final int PACKET = 40_000;

    private final ManualWorker worker;
    private final MemoryTransport socket;
    private final SSLEngine engine;
    private final int pieceBytes;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private ByteBuffer unread = ByteBuffer.allocate(0);

    /** @param pieceBytes how many bytes arrive at once */
    TlsPeer(ManualWorker worker, MemoryTransport socket, String protocol, int pieceBytes) {
        this(worker, socket, protocol, pieceBytes, context());
    }

    /** One that knows the sessions of a context. */
    TlsPeer(ManualWorker worker, MemoryTransport socket, String protocol, int pieceBytes, SSLContext context) {
        this.worker = worker;
        this.socket = socket;
        this.pieceBytes = pieceBytes;
        engine = context.createSSLEngine("one.example", 443);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(new String[] {protocol});
        parameters.setServerNames(List.of(new SNIHostName("one.example")));
        engine.setSSLParameters(parameters);
    }

    /** One without sessions. */
    static SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new AnyPeer(List.of())}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    SSLEngine engine() {
        return engine;
    }

    /** Shakes hands, as far as the other side goes along. */
    void shake() throws SSLException {
        engine.beginHandshake();
        for (int i = 0; i < 100 && engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING; i++) {
            step();
        }
        hear();
    }

    /** Sends data, then hears what comes. */
    void say(byte[] data) throws SSLException {
        ByteBuffer from = ByteBuffer.wrap(data);
        while (from.hasRemaining()) {
            wrap(from);
        }
        hear();
    }

    /** Sends data so that all of it is there to be read at once. */
    void sayAtOnce(byte[] data) throws SSLException {
        socket.send(records(data));
        hear();
    }

    /** Sends data and the end of our direction, all there at once. */
    void sayAndEnd(byte[] data) throws SSLException {
        byte[] records = records(data);
        engine.closeOutbound();
        ByteBuffer out = ByteBuffer.allocate(PACKET);
        engine.wrap(ByteBuffer.allocate(0), out);
        socket.send(ByteBuffer.allocate(records.length + out.position())
                .put(records)
                .put(out.flip())
                .array());
        hear();
    }

    private byte[] records(byte[] data) throws SSLException {
        ByteBuffer from = ByteBuffer.wrap(data);
        ByteBuffer out = ByteBuffer.allocate(2 * data.length + PACKET);
        while (from.hasRemaining()) {
            engine.wrap(from, out);
        }
        return java.util.Arrays.copyOf(out.array(), out.position());
    }

    /** Ends our direction. */
    void end() throws SSLException {
        engine.closeOutbound();
        wrap(ByteBuffer.allocate(0));
        worker.settle();
    }

    /** What has been heard since the last call. */
    byte[] heard() {
        byte[] bytes = heard.toByteArray();
        heard.reset();
        return bytes;
    }

    void hear() throws SSLException {
        worker.settle();
        unwrapAll();
    }

    private void step() throws SSLException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> engine.getDelegatedTask().run();
            case NEED_WRAP -> wrap(ByteBuffer.allocate(0));
            default -> hear();
        }
    }

    private void wrap(ByteBuffer from) throws SSLException {
        ByteBuffer out = ByteBuffer.allocate(PACKET);
        engine.wrap(from, out);
        out.flip();
        while (out.hasRemaining()) {
            byte[] piece = new byte[Math.min(pieceBytes, out.remaining())];
            out.get(piece);
            socket.send(piece);
            if (pieceBytes < PACKET) {
                worker.turn();
            }
        }
    }

    private void unwrapAll() throws SSLException {
        byte[] more = socket.received();
        ByteBuffer in = ByteBuffer.allocate(unread.remaining() + more.length)
                .put(unread)
                .put(more)
                .flip();
        ByteBuffer out = ByteBuffer.allocate(PACKET);
        while (in.hasRemaining() && !engine.isInboundDone()) {
            SSLEngineResult result = engine.unwrap(in, out);
            heard.write(out.array(), 0, out.position());
            out.clear();
            if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
                break;
            }
            while (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
                engine.getDelegatedTask().run();
            }
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                wrap(ByteBuffer.allocate(0));
            }
        }
        unread = in;
    }
}
