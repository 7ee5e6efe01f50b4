package dev.weir.dist.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.weir.testkit.Frame;
import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.WeirServer;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that stay with their server, from the configuration to the server. */
class StickyIT {
    private static final StubUpstream A = server("a");
    private static final StubUpstream B = server("b");
    private static final StubUpstream SOCKETS = StubUpstream.echo();
    private static final StubUpstream MORE_SOCKETS = StubUpstream.echo();
    private static WeirServer weir;

    private static StubUpstream server(String name) {
        return StubUpstream.http(head -> StubUpstream.ok(name)
                .replace(
                        "\r\n\r\n",
                        head.startsWith("GET /learn") ? "\r\nSet-Cookie: sid=s" + name + "\r\n\r\n" : "\r\n\r\n"));
    }

    @BeforeAll
    static void start() {
        String servers = "server 127.0.0.1:%d route=a; server 127.0.0.1:%d route=b;".formatted(A.port(), B.port());
        weir = WeirServer.of("""
                error_log logs/error.log;
                http {
                    upstream digest { server 127.0.0.1:@a@; sticky cookie srv; }
                    upstream cookie { @servers@
                        sticky cookie srv expires=max domain=$arg_d path=/x httponly secure samesite=lax; }
                    upstream route { @servers@ sticky route $arg_r $cookie_r; }
                    upstream learn { @servers@ sticky learn create=$upstream_cookie_sid lookup=$cookie_sid zone=z:1m; }
                    upstream sockets { server 127.0.0.1:@s@ route=s; server 127.0.0.1:@t@ route=t;
                        sticky learn create=$arg_id lookup=$arg_id zone=y:1m header; }
                    server { listen 127.0.0.1:@port@;
                        location /digest { proxy_pass http://digest; }
                        location /cookie { proxy_pass http://cookie; }
                        location /route { proxy_pass http://route; }
                        location /learn { proxy_pass http://learn; }
                        location /ws { proxy_pass http://sockets; proxy_http_version 1.1;
                            proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; }
                    }
                }
                """.replace("@servers@", servers)
                        .replace("@a@", String.valueOf(A.port()))
                        .replace("@s@", String.valueOf(SOCKETS.port()))
                        .replace("@t@", String.valueOf(MORE_SOCKETS.port())))
                .start();
    }

    @AfterAll
    static void stop() {
        weir.close();
        for (StubUpstream each : new StubUpstream[] {A, B, SOCKETS, MORE_SOCKETS}) {
            each.close();
        }
    }

    private static String who(String target, String... fields) {
        return PlainHttp.get(weir.port(), target, fields).body();
    }

    private static String cookie(String target, String... fields) {
        return PlainHttp.get(weir.port(), target, fields).header("Set-Cookie");
    }

    /** Two gateways call a server by the same name, and nginx does too. */
    @Test
    void aServerIsKnownByTheDigestOfItsAddress() throws Exception {
        byte[] digest =
                MessageDigest.getInstance("MD5").digest(("127.0.0.1:" + A.port()).getBytes(StandardCharsets.US_ASCII));
        assertEquals("srv=" + String.format("%032x", new BigInteger(1, digest)), cookie("/digest"));
    }

    @Test
    void aCookieKeepsAClient() {
        for (int i = 0; i < 6; i++) {
            assertEquals("b", who("/cookie", "Cookie: srv=b"));
        }
        assertEquals(
                "srv=a; expires=Thu, 31-Dec-37 23:55:55 GMT; max-age=315360000; domain=example.org; httponly; secure;"
                        + " samesite=lax; path=/x",
                cookie("/cookie?d=example.org", "Cookie: srv=a"));
    }

    @Test
    void aRouteComesFromTheFirstThatHasOne() {
        for (int i = 0; i < 4; i++) {
            assertEquals("a", who("/route?r=a", "Cookie: r=b"));
            assertEquals("b", who("/route", "Cookie: r=b"));
        }
        assertNull(cookie("/route?r=a"));
    }

    @Test
    void aSessionIsLearntFromWhatTheServerSays() {
        String first = who("/learn");
        for (int i = 0; i < 5; i++) {
            assertEquals(first, who("/learn", "Cookie: sid=s" + first));
        }
    }

    /** A tunnel lasts: its session must be known while it is open. */
    @Test
    void aWebSocketIsLearntWhenItOpens() {
        for (int i = 0; i < 4; i++) {
            try (RawWebSocket client = RawWebSocket.open(weir.port(), "/ws?id=one")) {
                client.send(Frame.fromClient(1, "x"));
                assertEquals("x", client.readFrame().payload());
                assertEquals(
                        0, Math.min(SOCKETS.heads().size(), MORE_SOCKETS.heads().size()));
            }
        }
        assertEquals(4, SOCKETS.heads().size() + MORE_SOCKETS.heads().size());
    }
}
