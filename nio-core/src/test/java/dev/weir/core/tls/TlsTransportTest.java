package dev.weir.core.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.loop.Connection;
import dev.weir.core.loop.ManualWorker;
import dev.weir.core.loop.MemoryTransport;
import dev.weir.core.loop.Protocol;
import dev.weir.testkit.TestCertificates;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTransportTest {
    private static final int WHOLE = Integer.MAX_VALUE;

    @TempDir
    private static Path folder;

    private static TlsServer server;

    private final ManualWorker worker = new ManualWorker();
    private final Echo echo = new Echo();
    private MemoryTransport socket;

    /** Sends back what it hears, over TLS. */
    private static final class Echo implements Protocol {
        private Connection connection;
        private boolean ended;
        private boolean closed;
        private IOException cause;
        private boolean silent;
        private int heard;

        @Override
        public void onAdopted(Connection adopted) {
            connection = adopted;
            adopted.layer(below -> TlsTransport.accepting(
                    below, adopted, hello -> "no.example".equals(hello.serverName()) ? TlsServer.rejecting() : server));
        }

        @Override
        public void onBytes(Connection c, ByteBuffer bytes) {
            heard += bytes.remaining();
            if (silent) {
                bytes.position(bytes.limit());
            } else {
                c.write(bytes);
            }
        }

        @Override
        public void onEnd(Connection c) {
            ended = true;
            c.finish();
        }

        @Override
        public void onClosed(Connection c, IOException why) {
            closed = true;
            cause = why;
        }
    }

    @BeforeAll
    static void makeCertificates() {
        new TestCertificates(folder).authority("ca").rsa("one.example", "ca");
        TlsFiles files = new TlsFiles(folder);
        Identity identity =
                TlsFiles.identity(files.key("one.example.key", List.of()), files.certificates("one.example.pem"));
        TlsSettings.Sessions sessions = new TlsSettings.Sessions(100, Duration.ofMinutes(5), true);
        TlsSettings settings = new TlsSettings(List.of("TLSv1.2", "TLSv1.3"), null, false, sessions);
        server = new TlsServer(List.of(identity), settings, null);
    }

    private TlsPeer connect(String protocol, int pieceBytes) {
        socket = worker.accept(echo);
        return new TlsPeer(worker, socket, protocol, pieceBytes);
    }

    private TlsFacts facts() {
        return TlsTransport.of(echo.connection).facts();
    }

    private static byte[] random(int bytes) {
        byte[] data = new byte[bytes];
        new Random(bytes).nextBytes(data);
        return data;
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.2,1",
        "TLSv1.3,1",
        "TLSv1.2,7",
        "TLSv1.3,1000",
        "TLSv1.3,3000",
        "TLSv1.3,5000",
        "TLSv1.3,17000",
        "TLSv1.3,40000"
    })
    void bytesPassHoweverTheNetworkCutsThem(String protocol, int pieceBytes) throws SSLException {
        TlsPeer peer = connect(protocol, pieceBytes);
        peer.shake();
        assertEquals(protocol, facts().protocol());
        assertEquals("one.example", facts().hello().serverName());
        byte[] data = random(70_000);
        peer.say(data);
        assertArrayEquals(data, peer.heard());
    }

    @Test
    void anIdleConnectionHoldsNoBuffer() throws SSLException {
        TlsPeer peer = connect("TLSv1.3", WHOLE);
        peer.shake();
        peer.say(random(30_000));
        assertEquals(0, worker.worker().buffers().lent());
    }

    /** Nobody may hold a chunk of memory with a few bytes and then say nothing, before the handshake or after it. */
    @ParameterizedTest
    @CsvSource({"6,0", "1500,0", "4096,0", "5000,1"})
    void whoStopsInTheMiddleHoldsHardlyMoreThanHeSent(int bytes, int chunks) throws SSLException {
        byte[] half = new byte[bytes];
        ByteBuffer.wrap(half).put(new byte[] {22, 3, 1, 0x3f, 0, 1});
        socket = worker.accept(echo);
        socket.send(half);
        worker.settle();
        assertEquals(chunks, worker.worker().buffers().lent());
        echo.connection.close();
        worker.settle();
        assertEquals(0, worker.worker().buffers().lent());

        connect("TLSv1.3", 1000).shake();
        half[0] = 23;
        half[2] = 3;
        socket.send(half);
        worker.settle();
        assertEquals(chunks, worker.worker().buffers().lent());
        echo.connection.close();
        worker.settle();
        assertEquals(0, worker.worker().buffers().lent());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 5000, 17_000})
    void whatTheSocketRefusesIsNotCountedAsWritten(int room) throws SSLException {
        TlsPeer peer = connect("TLSv1.3", WHOLE);
        peer.shake();
        byte[] data = random(50_000);
        socket.takeOnly(room);
        peer.say(data);
        assertTrue(echo.connection.pending() > 0, "nobody may close it yet");
        for (int i = 0; i < 20; i++) {
            socket.takeOnly(room);
            peer.hear();
        }
        socket.takeAll();
        peer.hear();
        assertEquals(0, echo.connection.pending());
        assertArrayEquals(data, peer.heard());
        assertEquals(0, worker.worker().buffers().lent());
    }

    @Test
    void messagesOfOneTurnShareARecord() throws SSLException {
        TlsPeer peer = connect("TLSv1.3", WHOLE);
        peer.shake();
        peer.say(new byte[1]);
        for (int i = 0; i < 100; i++) {
            echo.connection.enqueue(new byte[100]);
        }
        worker.settle();
        int length = socket.received().length;
        assertTrue(length < 10_100, length + " bytes for 10,000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void theEndIsSaidAndHeard(String protocol) throws SSLException {
        TlsPeer peer = connect(protocol, WHOLE);
        peer.shake();
        peer.end();
        assertTrue(echo.ended);
        assertTrue(echo.connection.hasEndedProperly());
        peer.hear();
        assertTrue(peer.engine().isInboundDone(), "close_notify has come");
        assertTrue(socket.isOutputEnded());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void weSayWhenWeEnd(String protocol) throws SSLException {
        TlsPeer peer = connect(protocol, WHOLE);
        peer.shake();
        echo.connection.finish();
        peer.hear();
        assertTrue(peer.engine().isInboundDone(), "close_notify has come");
        assertTrue(socket.isOutputEnded());
    }

    @Test
    void aClientOfAnotherProtocolIsRefused() throws SSLException {
        TlsPeer peer = connect("TLSv1.3", WHOLE);
        SSLParameters other = peer.engine().getSSLParameters();
        other.setApplicationProtocols(new String[] {"ftp"});
        peer.engine().setSSLParameters(other);
        SSLException told = assertThrows(SSLException.class, peer::shake);
        assertTrue(told.getMessage().contains("no_application_protocol"), told.getMessage());
        assertTrue(echo.closed);
    }

    @Test
    void anEndThatCameWithDataIsHeardBehindIt() throws SSLException {
        TlsPeer peer = connect("TLSv1.3", WHOLE);
        peer.shake();
        byte[] data = random(60_000);
        peer.sayAndEnd(data);
        assertTrue(echo.ended);
        assertArrayEquals(data, peer.heard());
    }

    /** A unix socket tells at once that nobody reads any more what we answer to a goodbye. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whatCameBeforeTheEndIsHeardThoughNobodyHearsUs(String protocol) throws SSLException {
        TlsPeer peer = connect(protocol, WHOLE);
        peer.shake();
        echo.silent = true;
        socket.breakOffForWriting();
        peer.sayAndEnd(random(1000));
        assertEquals(1000, echo.heard);
        assertTrue(echo.ended);
    }

    @Test
    void recordsThatFillTheScratchAreAllRead() throws SSLException {
        TlsPeer peer = connect("TLSv1.3", WHOLE);
        peer.shake();
        byte[] data = random(300_000);
        peer.sayAtOnce(data);
        assertArrayEquals(data, peer.heard());
    }

    @Test
    void anEndThatNobodySaidIsNone() throws SSLException {
        TlsPeer peer = connect("TLSv1.3", WHOLE);
        peer.shake();
        socket.end();
        worker.settle();
        assertTrue(echo.ended);
        assertFalse(echo.connection.hasEndedProperly());
    }

    @Test
    void aRenegotiationEndsTheConnection() throws SSLException {
        TlsPeer peer = connect("TLSv1.2", WHOLE);
        peer.shake();
        peer.say("hello".getBytes(StandardCharsets.US_ASCII));
        peer.heard();
        peer.engine().beginHandshake();
        try {
            peer.say(new byte[0]);
            peer.say(new byte[1]);
        } catch (SSLException told) {
            assertTrue(told.getMessage().contains("no_renegotiation"), told.getMessage());
        }
        assertTrue(echo.closed);
    }

    @Test
    void keysMayBeUpdated() throws SSLException {
        TlsPeer peer = connect("TLSv1.3", WHOLE);
        peer.shake();
        for (int i = 0; i < 3; i++) {
            peer.engine().beginHandshake();
            peer.say("hello".getBytes(StandardCharsets.US_ASCII));
            assertEquals("hello", new String(peer.heard(), StandardCharsets.US_ASCII));
        }
    }

    @Test
    void whoSpeaksNoTlsIsHeardAsHeIs() {
        connect("TLSv1.3", WHOLE);
        socket.send("GET / HTTP/1.0\r\n\r\n");
        worker.settle();
        assertTrue(TlsTransport.of(echo.connection).isPlain());
        assertNull(facts());
        assertEquals("GET / HTTP/1.0\r\n\r\n", socket.text());
    }

    @Test
    void nonsenseIsRefusedWithAnAlert() {
        connect("TLSv1.3", WHOLE);
        socket.send(new byte[] {22, 3, 1, 0, 4, 1, 0, 0, 0});
        worker.settle();
        assertTrue(echo.closed);
        assertTrue(echo.cause instanceof HandshakeFailure, String.valueOf(echo.cause));
        byte[] alert = socket.received();
        assertEquals(21, alert[0]);
    }
}
