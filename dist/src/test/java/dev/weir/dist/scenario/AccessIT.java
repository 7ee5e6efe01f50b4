package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Scenario.echoOnce;
import static dev.weir.dist.scenario.Scenario.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Frame;
import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.WeirServer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who may come, and how many, from the configuration to the answer. */
class AccessIT {

    private static String server(String directives) {
        return """
                worker_processes 2;
                error_log logs/error.log info;
                http {
                    limit_conn_zone $remote_addr zone=clients:1m;
                    limit_req_zone $remote_addr zone=rate:1m rate=1r/m;
                    access_log logs/access.log combined;
                    server {
                        listen 127.0.0.1:@port@;
                """ + directives + "}}";
    }

    private static String basic(String pair) {
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static int status(WeirServer weir, String target, String... fields) {
        return PlainHttp.get(weir.port(), target, fields).status();
    }

    @Test
    void allowAndDenyAreOneList() {
        String rules = """
                deny 127.0.0.2;
                allow 127.0.0.0/8;
                deny all;
                location / { return 200 x; }
                location /files { }
                location /none { deny all; }
                location /first { allow 127.0.0.1; deny all; }
                location /late { deny all; allow all; }
                location /page { deny all; error_page 403 /why; }
                location /why { allow all; }
                """;
        try (WeirServer weir = WeirServer.of(server(rules))
                .file("html/why", "because")
                .file("html/files", "here")
                .file("html/first", "here")
                .start()) {
            assertEquals(200, status(weir, "/files"));
            assertEquals(403, status(weir, "/none"));
            assertEquals(200, status(weir, "/first"));
            assertEquals(403, status(weir, "/late"));
            PlainHttp.Answer page = PlainHttp.get(weir.port(), "/page");
            assertEquals(403, page.status());
            assertEquals("because", page.body());
            soon().until(() -> weir.logLines("error.log").stream()
                    .anyMatch(line -> line.contains("[error]") && line.contains("access forbidden by rule, client: ")));
        }
    }

    /** A password beside an address, each kind of hash that takes its time, and a page of one's own for 401. */
    @Test
    void oneOfPasswordAndAddressIsEnough() {
        String rules = """
                auth_basic staff;
                auth_basic_user_file users;
                location /any { satisfy any; deny all; }
                location /in { satisfy any; allow 127.0.0.1; deny all; }
                location /all { satisfy all; deny all; }
                location /open { auth_basic off; }
                location /page { error_page 401 /why; }
                location /why { auth_basic off; }
                """;
        try (WeirServer weir = WeirServer.of(server(rules))
                .file("conf/users", "ann:$2y$05$abcdefghijklmnopqrstuuWG29KuyeAicPCJODk1zjyGvyQUU2awu\n")
                .file("html/any", "here")
                .file("html/in", "here")
                .file("html/open", "here")
                .file("html/why", "because")
                .start()) {
            assertEquals(401, status(weir, "/any"));
            assertEquals(401, status(weir, "/any", basic("ann:wrong")));
            assertEquals(200, status(weir, "/any", basic("ann:password")));
            assertEquals(200, status(weir, "/in"));
            assertEquals(200, status(weir, "/open"));
            assertEquals(403, status(weir, "/all", basic("ann:password")));
            PlainHttp.Answer page = PlainHttp.get(weir.port(), "/page");
            assertEquals(401, page.status());
            assertEquals("because", page.body());
            assertTrue(page.head().contains("WWW-Authenticate: Basic realm=\"staff\"\r\n"), page.head());
        }
    }

    /** All that the asked service offers is told; the operator learns why nobody can come in by a line. */
    @Test
    void everyWayInIsTold() {
        String rules = """
                location = /ask {
                    add_header WWW-Authenticate "Bearer realm=x" always;
                    add_header WWW-Authenticate Negotiate always;
                    return 401;
                }
                location /asked { auth_request /ask; }
                location /either { satisfy any; auth_request /ask; auth_basic staff; auth_basic_user_file users; }
                """;
        try (WeirServer weir = WeirServer.of(server(rules))
                .file("conf/users", "ann:$y$j9T$F5Jx5fExrKuPp53xLKQ..1$U4SOHmDd\n")
                .start()) {
            String asked = "WWW-Authenticate: Bearer realm=x\r\nWWW-Authenticate: Negotiate\r\n";
            PlainHttp.Answer one = PlainHttp.get(weir.port(), "/asked");
            assertEquals(401, one.status());
            assertTrue(one.head().contains(asked), one.head());
            PlainHttp.Answer two = PlainHttp.get(weir.port(), "/either", basic("ann:password"));
            assertEquals(401, two.status());
            assertTrue(two.head().contains("WWW-Authenticate: Basic realm=\"staff\"\r\n" + asked), two.head());
            soon().until(() -> weir.logLines("error.log").stream()
                    .anyMatch(
                            line -> line.contains("user \"ann\": the password's hash is of no format that is known")));
        }
    }

    @Test
    void aTunnelHoldsItsPlaceAsLongAsItIsOpen() {
        String rules = "location / { limit_conn clients 2; proxy_pass http://127.0.0.1:@upstream@;" + Scenario.UPGRADE
                + "auth_basic staff; auth_basic_user_file users; }"
                + " location /free { return 200 free; } location /count { limit_conn clients 2; }";
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = WeirServer.of(server(rules.replace("@upstream@", Integer.toString(upstream.port()))))
                        .file("conf/users", "ann:$apr1$salt$Xxd1irWT9ycqoYxGFn4cb.\n")
                        .file("html/count", "here")
                        .start()) {
            assertEquals(401, status(weir, "/ws", "Upgrade: websocket", "Connection: upgrade"));
            List<RawWebSocket> clients = IntStream.range(0, 2)
                    .mapToObj(i -> {
                        RawWebSocket client = RawWebSocket.connect(weir.port());
                        client.send(RawWebSocket.handshake("/ws", basic("ann:password")));
                        client.demandAcceptance();
                        echoOnce(client, Frame.TEXT, "hello");
                        return client;
                    })
                    .toList();
            assertEquals(503, status(weir, "/count"));
            assertEquals(200, status(weir, "/free"));
            clients.get(0).reset();
            soon().until(() -> status(weir, "/count") == 200);
            clients.get(1).close();
        }
    }

    /** Limits, rules and logs all see the client behind the proxy. */
    @Test
    void aTrustedProxyTellsTheClient() {
        String rules = """
                set_real_ip_from 127.0.0.1;
                real_ip_header X-Forwarded-For;
                real_ip_recursive on;
                location /who { return 200 "$remote_addr $realip_remote_addr $http_x_forwarded_for"; }
                location /rate { limit_req zone=rate; limit_req_status 429; }
                location /rule { deny 192.0.2.1; }
                """;
        try (WeirServer weir = WeirServer.of(server(rules))
                .file("html/rate", "here")
                .file("html/rule", "here")
                .start()) {
            assertEquals(
                    "192.0.2.1 127.0.0.1 192.0.2.1, 127.0.0.1",
                    PlainHttp.get(weir.port(), "/who", "X-Forwarded-For: 192.0.2.1, 127.0.0.1")
                            .body());
            assertEquals(403, status(weir, "/rule", "X-Forwarded-For: 192.0.2.1"));
            assertEquals(200, status(weir, "/rule", "X-Forwarded-For: 192.0.2.2"));
            assertEquals(200, status(weir, "/rate", "X-Forwarded-For: 192.0.2.1"));
            assertEquals(429, status(weir, "/rate", "X-Forwarded-For: 192.0.2.1"));
            assertEquals(200, status(weir, "/rate", "X-Forwarded-For: 192.0.2.2"));
            soon().until(() -> weir.logLines("access.log").stream()
                    .anyMatch(line -> line.startsWith("192.0.2.1 ") && line.contains(" 429 ")));
            soon().until(() -> weir.logLines("error.log").stream()
                    .anyMatch(line -> line.contains("limiting requests, excess: 1.000 by zone \"rate\",")
                            || line.contains("limiting requests, excess: 0.99")));
        }
    }

    @Test
    void aProxyHeaderComesBeforeTheFirstRequest() {
        String rules = "return 200 $proxy_protocol_addr;";
        try (WeirServer weir = WeirServer.of(server(rules).replace("@port@;", "@port@ proxy_protocol;"))
                .start()) {
            String header = "PROXY TCP4 192.0.2.1 192.0.2.2 123 80\r\n";
            String request = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
            assertEquals(
                    "192.0.2.1", PlainHttp.say(weir.port(), header + request).body());
            assertEquals(0, PlainHttp.say(weir.port(), request).status());
        }
    }

    /** A handshake is let in by another service, which tells who it is. */
    @Test
    void anotherServiceLetsHandshakesIn() {
        String rules = """
                auth_request /who;
                auth_request_set $user $upstream_http_x_user;
                location = /who { proxy_pass http://127.0.0.1:@port@/service; proxy_pass_request_body off; }
                location /service {
                    auth_request off;
                    add_header X-User $cookie_user;
                    if ($cookie_user = "") { return 401; }
                    return 204;
                }
                location /user { add_header X-User $user; }
                location / { proxy_pass http://127.0.0.1:@upstream@; %s }
                """.formatted(Scenario.UPGRADE);
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = WeirServer.of(server(rules.replace("@upstream@", Integer.toString(upstream.port()))))
                        .file("html/user", "here")
                        .start()) {
            assertEquals(401, status(weir, "/ws", "Upgrade: websocket", "Connection: upgrade"));
            PlainHttp.Answer answer = PlainHttp.get(weir.port(), "/user", "Cookie: user=ann");
            assertTrue(answer.head().contains("X-User: ann\r\n"), answer.head());
            try (RawWebSocket client = RawWebSocket.connect(weir.port())) {
                client.send(RawWebSocket.handshake("/ws", "Cookie: user=ann"));
                client.demandAcceptance();
                echoOnce(client, Frame.TEXT, "hello");
            }
        }
    }
}
