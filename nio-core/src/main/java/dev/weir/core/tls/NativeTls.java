package dev.weir.core.tls;

import dev.weir.core.loop.Worker;
import java.nio.ByteBuffer;
import java.security.Provider;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.conscrypt.Conscrypt;

/**
 * BoringSSL, by Conscrypt, when that lies beside Weir's own libraries; why and when it is used is told in
 * docs/decisions/0019-tls.md.
 *
 * <p>Thread: any; immutable.
 */
final class NativeTls {
    /** Null when it is not there, or not for this machine. */
    static final Provider PROVIDER = find();

    /** An engine has a pipe of its own, whatever that is for. */
    private static final int DESCRIPTORS = 2;

    private static final int ALERT = 21;

    /** Of a record of TLS 1.3, where an alert looks like data, with the padding that Java gives it. */
    private static final int ALERT_BYTES = 5 + 2 + 1 + 16 + 16;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private NativeTls() {}

    private static Provider find() {
        try {
            return Conscrypt.newProvider();
        } catch (LinkageError absent) {
            return null;
        }
    }

    /** Whether an engine is of this kind. */
    static boolean made(SSLEngine engine) {
        return PROVIDER != null && Conscrypt.isConscrypt(engine);
    }

    /**
     * Whether an engine may take what has come as the end of the peer's direction. It says nothing any more after that,
     * so that is to be kept until what came before has been answered.
     */
    static boolean mayEndWith(SSLEngine engine, ByteBuffer raw) {
        boolean may = raw.get(raw.position()) == ALERT || raw.remaining() <= ALERT_BYTES;
        return may && made(engine);
    }

    /** An engine for a handshake with a server; null when Java is to do it. */
    static SSLEngine engine(TlsServer server, Worker worker) {
        if (server.natively() == null || !worker.descriptors().take(DESCRIPTORS)) {
            return null;
        }
        try {
            return server.natively().engine(worker.wallMillis());
        } catch (RuntimeException | Error e) {
            worker.descriptors().give(DESCRIPTORS);
            throw e;
        }
    }

    /** Its name and version. */
    static String name() {
        Conscrypt.Version version = Conscrypt.version();
        return "Conscrypt " + version.major() + "." + version.minor() + "." + version.patch();
    }

    /**
     * Frees what an engine has outside of the heap, where else it would wait for a collection of which the heap sees no
     * need.
     */
    static void free(SSLEngine engine, Worker worker) {
        if (engine == null || !made(engine)) {
            return;
        }
        worker.descriptors().give(DESCRIPTORS);
        try {
            engine.closeOutbound();
            engine.closeInbound();
            engine.wrap(NOTHING, worker.layerBuffers().rawOutput());
        } catch (SSLException e) {
            // It was broken, and has said so where somebody heard it.
            engine.closeOutbound();
        }
    }
}
