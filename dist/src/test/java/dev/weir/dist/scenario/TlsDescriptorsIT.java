package dev.weir.dist.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Frame;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.TestCertificates;
import dev.weir.testkit.Trust;
import dev.weir.testkit.WeirServer;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That connections over TLS leave descriptors for others, how many ever each of them needs. */
class TlsDescriptorsIT {
    private static final boolean NATIVE = System.getProperty("weir.home").endsWith("-native");

    /** For connections; the others of 150 are for files and upstreams. */
    private static final int FOR_CONNECTIONS = 86;

    private static final String CONFIGURATION = """
            worker_processes 2;
            error_log logs/error.log info;
            events { worker_connections 4096; }
            http {
                access_log off;
                server { listen 127.0.0.1:@port@; location = /stat { ws_stat; } }
                server {
                    listen 127.0.0.1:@tls@ ssl;
                    ssl_certificate CERTS/one.pem;
                    ssl_certificate_key CERTS/one.key;
                    location / { websocket_echo; }
                }
            }
            """;

    @TempDir
    private Path certificates;

    private static RawWebSocket open(int port, SSLContext trust) {
        RawWebSocket client = RawWebSocket.connect(port, trust);
        client.send(RawWebSocket.handshake("/"));
        client.demandAcceptance();
        return client;
    }

    /** So many come and are served, or as many as there is room for. */
    private static List<RawWebSocket> come(int count, int port, SSLContext trust) {
        List<RawWebSocket> come = new ArrayList<>();
        try {
            while (come.size() < count) {
                come.add(open(port, trust));
            }
        } catch (UncheckedIOException turnedAway) {
            return come;
        }
        return come;
    }

    /** Conscrypt's need three each: when they become scarce Java does what is left. */
    @Test
    void whoComesOverTlsIsServedWhileThereIsADescriptor() {
        TestCertificates made =
                new TestCertificates(certificates).authority("ca").ec("one", "ca");
        SSLContext trust = Trust.in(made.file("ca.pem"));
        String[] few = {"sh", "-c", "ulimit -n 150; exec \"$0\" \"$@\""};
        try (WeirServer weir = WeirServer.of(CONFIGURATION.replace("CERTS", certificates.toString()))
                .under(few)
                .start()) {
            for (int round = 0; round < 3; round++) {
                List<RawWebSocket> crowd = come(FOR_CONNECTIONS + 1, weir.port("tls"), trust);
                // One may be that of the statistics.
                int least = (NATIVE ? FOR_CONNECTIONS / 2 : FOR_CONNECTIONS) - 1;
                assertTrue(crowd.size() >= least && crowd.size() <= FOR_CONNECTIONS, crowd.size() + " in " + round);
                for (RawWebSocket each : crowd) {
                    Scenario.echoOnce(each, Frame.TEXT, "still there");
                }
                crowd.forEach(RawWebSocket::leave);
                Scenario.idle(weir);
            }
            String scarce = NATIVE ? " open files are not enough" : " worker_connections are not enough";
            Scenario.awaitLog(weir, "error.log", FOR_CONNECTIONS + scarce + ", turning clients away");
            String log = String.join("\n", weir.logLines("error.log"));
            assertTrue(!log.contains("internal error") && !log.contains("accept failed"), log);
            assertEquals("", weir.errors());
        }
    }
}
