package dev.weir.core.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.weir.core.loop.Connection;
import dev.weir.core.loop.ManualWorker;
import dev.weir.core.loop.MemoryTransport;
import dev.weir.core.loop.Protocol;
import dev.weir.testkit.TestCertificates;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may come back to a session, and how long. */
class ResumptionTest {
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    @TempDir
    private static Path folder;

    private static Identity one;
    private static Identity two;

    private final TlsContexts contexts = new TlsContexts();
    private final ManualWorker worker = new ManualWorker();
    private final SSLContext client = TlsPeer.context();

    /** Answers TLS, and nothing else. */
    private record Deaf(TlsServer server, Connection[] adopted) implements Protocol {
        @Override
        public void onAdopted(Connection connection) {
            adopted[0] = connection;
            connection.layer(below -> TlsTransport.accepting(below, connection, hello -> server));
        }

        @Override
        public void onBytes(Connection c, ByteBuffer bytes) {
            c.write(bytes);
        }

        @Override
        public void onEnd(Connection c) {
            c.finish();
        }

        @Override
        public void onClosed(Connection c, IOException why) {}
    }

    @BeforeAll
    static void makeCertificates() {
        new TestCertificates(folder).authority("ca").rsa("one.example", "ca").ec("two.example", "ca");
        one = identity("one.example");
        two = identity("two.example");
    }

    private static Identity identity(String name) {
        TlsFiles files = new TlsFiles(folder);
        return TlsFiles.identity(files.key(name + ".key", List.of()), files.certificates(name + ".pem"));
    }

    /** Java's sessions know the time of day. */
    @BeforeEach
    void setClock() {
        worker.clock()
                .advance(Duration.ofMillis(
                        System.currentTimeMillis() - worker.clock().wallMillis()));
    }

    private TlsServer server(Identity identity, boolean tickets, ClientCheck clients) {
        TlsSettings.Sessions sessions = new TlsSettings.Sessions(100, TIMEOUT, tickets);
        TlsSettings settings = new TlsSettings(List.of("TLSv1.2", "TLSv1.3"), null, false, sessions);
        return new TlsServer(List.of(identity), settings, clients, contexts);
    }

    /** Shakes hands and says whether that resumed a session, by the client's: our clock does not concern that. */
    private boolean resumes(TlsServer server, String protocol, int pieceBytes) throws SSLException {
        long start = System.currentTimeMillis();
        Connection[] adopted = new Connection[1];
        MemoryTransport socket = worker.accept(new Deaf(server, adopted));
        TlsPeer peer = new TlsPeer(worker, socket, protocol, pieceBytes, client);
        peer.shake();
        peer.say(new byte[10]);
        assertNotNull(TlsTransport.of(adopted[0]).facts(), "the handshake is over");
        assertEquals(10, peer.heard().length);
        boolean resumed = peer.engine().getSession().getCreationTime() < start;
        peer.end();
        return resumed;
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2,100000", "TLSv1.3,100000", "TLSv1.2,7", "TLSv1.3,7"})
    void aTicketIsGoodUntilTheTimeout(String protocol, int pieceBytes) throws SSLException {
        TlsServer server = server(one, true, null);
        assertEquals(false, resumes(server, protocol, pieceBytes), "the first");
        assertEquals(true, resumes(server, protocol, pieceBytes), "at once");
        worker.clock().advance(TIMEOUT.multipliedBy(2));
        assertEquals(false, resumes(server, protocol, pieceBytes), "too late");
        worker.clock().advance(TIMEOUT.multipliedBy(-2));
        assertEquals(server.natively() != null, resumes(server, protocol, pieceBytes), "that of Java's stranger");
        assertEquals(true, resumes(server, protocol, pieceBytes), "a new session");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void withoutTicketsTheServerKeepsThem(String protocol) throws SSLException {
        TlsServer server = server(one, false, null);
        assertEquals(false, resumes(server, protocol, 100_000));
        assertEquals(true, resumes(server, protocol, 100_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void anotherServerOfTheSameCertificateKnowsTheSession(String protocol) throws SSLException {
        assertEquals(false, resumes(server(one, true, null), protocol, 100_000));
        assertEquals(true, resumes(server(identity("one.example"), true, null), protocol, 100_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void anotherCertificateIsAnotherSession(String protocol) throws SSLException {
        assertEquals(false, resumes(server(one, true, null), protocol, 100_000));
        assertEquals(false, resumes(server(two, true, null), protocol, 100_000));
    }

    /** What CVE-2025-23419 was about. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whoAsksForCertificatesKnowsNoSessionOfThoseWhoDoNot(String protocol) throws SSLException {
        ClientCheck clients = new ClientCheck(
                ClientCheck.Mode.OPTIONAL, new ChainCheck(one.chain(), List.of(), 1, Purpose.CLIENT), one.chain());
        assertEquals(false, resumes(server(one, true, null), protocol, 100_000));
        assertEquals(false, resumes(server(one, true, clients), protocol, 100_000));
    }
}
