package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Scenario.UPGRADE;
import static dev.weir.dist.scenario.Scenario.echoOnce;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Frame;
import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.WeirServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tokens among the subprotocols reach whom they are meant for and nobody else, and what they open ends with them. */
class CredentialIT {
    private static final String TOKEN = "eyJhbGciOi.c2VjcmV0.X-_9";
    private static final String FIELD = "Sec-WebSocket-Protocol: ";
    private static final String KUBERNETES = "base64url.bearer.authorization.k8s.io.";

    private static WeirServer start(int port) {
        return WeirServer.of("""
                        worker_processes 1;
                        error_log logs/error.log info;
                        http {
                            log_format all '"$request" $status $http_sec_websocket_protocol $sent_http_sec_websocket_protocol';
                            access_log logs/access.log all;
                            ws_token bearer base64url.bearer.authorization.k8s.io.;
                            server {
                                listen 127.0.0.1:@port@;
                                location / {
                                    proxy_pass http://127.0.0.1:%1$d; %2$s
                                    proxy_set_header Authorization "Bearer $ws_token";
                                }
                                location /demanded {
                                    if ($ws_token = "") { return 401; }
                                    proxy_pass http://127.0.0.1:%1$d; %2$s
                                }
                                location /asked {
                                    auth_request /auth;
                                    auth_request_set $ends $upstream_http_x_expires;
                                    ws_auth_expires $ends;
                                    websocket_echo;
                                }
                                location = /auth {
                                    internal;
                                    proxy_pass http://127.0.0.1:%1$d;
                                    proxy_set_header Authorization "Bearer $ws_token";
                                }
                                location /short { ws_auth_expires $arg_ends; proxy_pass http://127.0.0.1:%1$d; %2$s }
                            }
                        }
                        """.formatted(port, UPGRADE)).start();
    }

    private static void answer(RawWebSocket connection, StubUpstream self) {
        String head = self.readHead(connection);
        if (head.startsWith("GET /auth ")) {
            boolean right = head.contains("Authorization: Bearer " + TOKEN + "\r\n");
            connection.send(
                    right
                            ? "HTTP/1.1 204 No Content\r\nX-Expires: 1s\r\n\r\n"
                            : "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
        } else if (!head.isEmpty()) {
            String[] chosen = head.contains("chat") ? new String[] {FIELD + "chat"} : new String[0];
            connection.send(RawWebSocket.acceptance(head, chosen));
            StubUpstream.echo(connection, self);
        }
    }

    private static String coded(String token) {
        return KUBERNETES
                + Base64.getUrlEncoder().withoutPadding().encodeToString(token.getBytes(StandardCharsets.US_ASCII));
    }

    private static String open(WeirServer weir, String target, String field) {
        try (RawWebSocket client = RawWebSocket.connect(weir.port())) {
            client.send(RawWebSocket.handshake(target, FIELD + field));
            String head = client.demandAcceptance();
            echoOnce(client, Frame.TEXT, "in");
            client.leave();
            return head;
        }
    }

    @Test
    void theTokenReachesWhomItIsMeantForAlone() throws IOException {
        try (StubUpstream upstream = StubUpstream.of(CredentialIT::answer);
                WeirServer weir = start(upstream.port())) {
            String marked = open(weir, "/", "bearer, " + TOKEN);
            assertTrue(marked.contains("\r\n" + FIELD + "bearer\r\n"), marked);
            String head = upstream.heads().get(0);
            assertTrue(head.contains("\r\nAuthorization: Bearer " + TOKEN + "\r\n"), head);
            assertTrue(!head.contains("Sec-WebSocket-Protocol"), head);

            String chosen = open(weir, "/", coded(TOKEN) + ", chat");
            assertTrue(chosen.contains("\r\n" + FIELD + "chat\r\n"), chosen);
            head = upstream.heads().get(1);
            assertTrue(head.contains("\r\nAuthorization: Bearer " + TOKEN + "\r\n"), head);
            assertTrue(head.contains("\r\n" + FIELD + "chat\r\n"), head);

            open(weir, "/demanded", "bearer, " + TOKEN);
            assertTrue(
                    !upstream.heads().get(2).contains(TOKEN), upstream.heads().get(2));
            String without = RawWebSocket.handshake("/demanded", FIELD + coded("a b"));
            assertEquals(401, PlainHttp.say(weir.port(), without).status());
            assertEquals(3, upstream.heads().size());

            assertEquals(0, weir.stop(), weir.errors());
            assertEquals(4, weir.logLines("access.log").size());
            try (Stream<Path> logs = Files.list(weir.log("access.log").getParent())) {
                for (Path log : logs.toList()) {
                    String text = Files.readString(log, StandardCharsets.ISO_8859_1);
                    assertTrue(!text.contains(TOKEN) && !text.contains(coded(TOKEN)), text);
                }
            }
        }
    }

    @Test
    void anEndpointIsClosedWhenTheCredentialEnds() {
        try (StubUpstream upstream = StubUpstream.of(CredentialIT::answer);
                WeirServer weir = start(upstream.port())) {
            String wrong = RawWebSocket.handshake("/asked", FIELD + "bearer, wrong");
            assertEquals(401, PlainHttp.say(weir.port(), wrong).status());
            try (RawWebSocket client = RawWebSocket.connect(weir.port())) {
                client.send(RawWebSocket.handshake("/asked", FIELD + "bearer, " + TOKEN));
                String head = client.demandAcceptance();
                assertTrue(head.contains("\r\n" + FIELD + "bearer\r\n"), head);
                assertEquals(EXPIRED, client.readFrame());
            }
        }
    }

    private static final Frame EXPIRED = Frame.fromServer(Frame.CLOSE, Frame.closePayload(4401, "Credential Expired"));

    @Test
    void aTunnelIsClosedWhenTheCredentialEnds() {
        try (StubUpstream upstream = StubUpstream.of(CredentialIT::answer);
                WeirServer weir = start(upstream.port())) {
            String soon = Long.toString(System.currentTimeMillis() / 1000 + 1);
            for (String ends : List.of(soon, "300ms", "1700000000", "nonsense")) {
                try (RawWebSocket client = RawWebSocket.open(weir.port(), "/short?ends=" + ends)) {
                    assertEquals(EXPIRED, client.readFrame(), ends);
                }
            }
            try (RawWebSocket client = RawWebSocket.open(weir.port(), "/short")) {
                echoOnce(client, Frame.TEXT, "no end");
            }
            Scenario.awaitLog(weir, "error.log", "\"nonsense\" is not a time for ws_auth_expires");
        }
    }
}
