package dev.weir.dist.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.WeirServer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Copies of requests from the configuration to the server that gets them. */
class MirrorIT {
    private final CountDownLatch held = new CountDownLatch(1);
    private final StubUpstream upstream = StubUpstream.http(head -> StubUpstream.ok("real"));
    private final StubUpstream slow = StubUpstream.http(head -> {
        await();
        return StubUpstream.ok("copy");
    });
    private WeirServer weir;

    private void await() {
        try {
            held.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stop() {
        held.countDown();
        weir.close();
        slow.close();
        upstream.close();
    }

    private void start(String copies) {
        weir = WeirServer.of("""
                error_log logs/error.log;
                http {
                    log_format copy "$uri $request_uri $request_body";
                    log_format main "$uri $status";
                    server { listen 127.0.0.1:@port@;
                        location / {
                            mirror /copy;
                            proxy_request_buffering off;
                            proxy_pass http://127.0.0.1:@upstream@;
                            access_log logs/main.log main;
                        }
                        location = /copy {
                            internal;
                            proxy_pass http://127.0.0.1:@copies@$request_uri;
                            log_subrequest on;
                            access_log logs/copy.log copy;
                        }
                    }
                }
                """.replace("@upstream@", String.valueOf(upstream.port()))
                        .replace("@copies@", copies))
                .start();
    }

    /** The body of the answer, after which the client goes. */
    private String post(String path) {
        try (RawWebSocket client = RawWebSocket.connect(weir.port())) {
            client.send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello");
            assertTrue(client.readHead().startsWith("HTTP/1.1 200 "));
            return new String(client.read(4), StandardCharsets.US_ASCII);
        }
    }

    /** A client that closes when it has its answer, while the one who gets the copy still thinks. */
    @Test
    void aSlowReceiverDelaysNobodyAndGetsAllThereIs() {
        start(String.valueOf(slow.port()));
        for (int i = 0; i < 20; i++) {
            assertEquals("real", post("/p?n=" + i));
        }
        Scenario.soon().untilAsserted(() -> assertEquals(20, slow.heads().size()));
        assertTrue(
                slow.heads().get(0).startsWith("POST /p?n=0 HTTP/1.0\r\n"),
                slow.heads().get(0));
        assertTrue(
                slow.heads().get(0).contains("Content-Length: 5\r\n"),
                slow.heads().get(0));
        held.countDown();
        Scenario.soon().untilAsserted(() -> {
            assertEquals(20, weir.logLines("main.log").size());
            assertEquals(20, weir.logLines("copy.log").size());
        });
        assertTrue(weir.logLines("copy.log").contains("/copy /p?n=7 hello"));
    }

    @Test
    void aDeadReceiverCostsNothing() {
        start("@dead@");
        assertEquals("real", post("/p"));
        Scenario.awaitLines(weir, "main.log", "/p 200");
        Scenario.awaitLines(weir, "copy.log", "/copy /p hello");
    }
}
