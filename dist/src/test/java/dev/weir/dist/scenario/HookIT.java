package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.HookBackend.NO_CONTENT;
import static dev.weir.dist.scenario.HookBackend.answer;
import static dev.weir.testkit.RawWebSocket.handshake;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Frame;
import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.TestCertificates;
import dev.weir.testkit.WeirServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An endpoint that asks and tells a backend. */
class HookIT {

    /** A gateway whose endpoint {@code /ws} has these directives. */
    private static WeirServer gateway(String http, String directives) {
        return WeirServer.of(Scenario.http(http + """
                    server {
                        listen 127.0.0.1:@port@;
                        location = /stat { ws_stat; }
                        location /push { websocket_push; }
                        location /ws {
                            websocket hello=off;
                """ + directives + """
                        }
                    }
                """)).start();
    }

    private static String hook(String event, String url) {
        return "websocket_hook " + event + " " + url + ";\n";
    }

    private static String allHooks(HookBackend backend) {
        return hook("connect", backend.url("/connect"))
                + hook("message", backend.url("/message"))
                + hook("disconnect", backend.url("/disconnect?a=b"));
    }

    private static void say(RawWebSocket client, int opcode, String text) {
        client.send(Frame.fromClient(opcode, text));
    }

    private static String refusal(WeirServer weir) {
        try (RawWebSocket client = RawWebSocket.connect(weir.port())) {
            client.send(handshake("/ws", "Connection: close"));
            return client.readToEnd();
        }
    }

    @Test
    void admitsWithSubprotocolAndChannels() {
        try (HookBackend backend = new HookBackend(call -> call.event().equals("connect")
                        ? answer("200 OK", "", "Sec-WebSocket-Protocol: chat.2", "X-Weir-Channel: room, all")
                        : NO_CONTENT);
                WeirServer weir = gateway("", allHooks(backend));
                RawWebSocket client = RawWebSocket.connect(weir.port())) {
            client.send(handshake(
                    "/ws?token=x", "Sec-WebSocket-Protocol: chat.1, chat.2", "Cookie: user=7", "X-Weir-Id: forged"));
            String head = client.demandAcceptance();
            assertTrue(head.contains("\r\nSec-WebSocket-Protocol: chat.2\r\n"), head);
            HookBackend.Call call = backend.calls("connect").get(0);
            assertTrue(call.head().startsWith("POST /connect HTTP/1.1\r\n"), call.head());
            assertEquals("/ws?token=x", call.field("X-Original-URI"));
            assertEquals("user=7", call.field("Cookie"));
            assertEquals("127.0.0.1", call.field("X-Forwarded-For"));
            assertFalse(call.head().contains("forged"), call.head());
            assertEquals(204, push(weir, "/push?channel=room", "hi"));
            assertEquals("hi", client.readFrame().payload());
            assertEquals(204, push(weir, "/push/" + call.id(), "you"));
            assertEquals("you", client.readFrame().payload());
            client.leave();
        }
    }

    @Test
    void asksOverTls(@TempDir Path folder) {
        new TestCertificates(folder).authority("ca").authority("other").rsa("backend.example", "ca");
        String tls = """
                server {
                    listen 127.0.0.1:@tls@ ssl;
                    ssl_certificate FOLDER/backend.example.pem;
                    ssl_certificate_key FOLDER/backend.example.key;
                    location / { proxy_pass http://127.0.0.1:BACKEND; proxy_set_header X-Sni $ssl_server_name; }
                }
                proxy_ssl_verify on;
                proxy_ssl_server_name on;
                proxy_ssl_name backend.example;
                proxy_ssl_trusted_certificate FOLDER/""".replace("FOLDER", folder.toString());
        String hooks = hook("connect", "https://127.0.0.1:@tls@/connect");
        try (HookBackend backend = new HookBackend(call -> NO_CONTENT)) {
            String http = tls.replace("BACKEND", "" + backend.port());
            try (WeirServer weir = gateway(http + "ca.pem;\n", hooks);
                    RawWebSocket client = RawWebSocket.connect(weir.port())) {
                client.send(handshake("/ws"));
                client.demandAcceptance();
                assertEquals("backend.example", backend.calls("connect").get(0).field("X-Sni"));
                client.leave();
            }
            try (WeirServer weir = gateway(http + "other.pem;\n", hooks)) {
                String refusal = refusal(weir);
                assertTrue(refusal.startsWith("HTTP/1.1 502 "), refusal);
                assertEquals(1, backend.calls("connect").size(), "a stranger is told nothing");
            }
        }
    }

    private static int push(WeirServer weir, String target, String text) {
        return PlainHttp.say(
                        weir.port(),
                        "POST " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: "
                                + text.length() + "\r\n\r\n" + text)
                .status();
    }

    @Test
    void refusesWithTheBackendsWord() {
        try (HookBackend backend =
                        new HookBackend(call -> answer("403 Forbidden", "not you", "Content-Type: text/x-why"));
                WeirServer weir = gateway("", allHooks(backend))) {
            String refusal = refusal(weir);
            assertTrue(refusal.startsWith("HTTP/1.1 403 "), refusal);
            assertTrue(refusal.contains("\r\nContent-Type: text/x-why\r\n"), refusal);
            assertTrue(refusal.endsWith("\r\n\r\nnot you"), refusal);
            assertEquals(0, weir.stop());
            assertEquals(List.of(), backend.calls("disconnect"));
        }
    }

    @Test
    void answers502WhenNobodyIsThereAnd504WhenNobodyAnswers() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        try (WeirServer weir = gateway("", hook("connect", "http://127.0.0.1:@dead@"))) {
            assertTrue(refusal(weir).startsWith("HTTP/1.1 502 "));
        }
        try (HookBackend backend = new HookBackend(call -> awaited(end) ? NO_CONTENT : "");
                WeirServer weir = gateway("", hook("connect", backend.url("/ timeout=300ms")))) {
            assertTrue(refusal(weir).startsWith("HTTP/1.1 504 "));
            end.countDown();
        }
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(15, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void passesMessagesInOrderAndAnswersBack() {
        try (HookBackend backend = new HookBackend(call -> switch (call.body()) {
                    case "quiet" -> NO_CONTENT;
                    case "fail" -> answer("500 Oops", "not for the client");
                    case "binary" -> answer("200 OK", "raw", "Content-Type: application/octet-stream");
                    default -> answer("200 OK", call.body().toUpperCase(java.util.Locale.ROOT));
                });
                WeirServer weir = gateway("", hook("message", backend.url("/")));
                RawWebSocket client = RawWebSocket.open(weir.port(), "/ws")) {
            List<Frame> frames = new ArrayList<>();
            IntStream.range(0, 500).forEach(i -> frames.add(Frame.fromClient(Frame.TEXT, "m" + i)));
            client.send(Frame.join(frames));
            for (int i = 0; i < 500; i++) {
                assertEquals("M" + i, client.readFrame().payload());
            }
            assertEquals(
                    "text/plain; charset=utf-8", backend.calls("message").get(0).field("Content-Type"));
            say(client, Frame.TEXT, "quiet");
            say(client, Frame.TEXT, "fail");
            client.send(Frame.fromClient(Frame.BINARY, "bin").andMore());
            client.send(Frame.fromClient(Frame.CONTINUATION, "ary"));
            Frame binary = client.readFrame();
            assertEquals(Frame.BINARY, binary.opcode());
            assertEquals("raw", binary.payload());
            assertEquals(
                    "application/octet-stream",
                    backend.calls("message").get(502).field("Content-Type"));
            assertEquals(1, backend.accepted(), "one connection is enough for one call at a time");
            client.leave();
        }
    }

    @Test
    void tellsEveryEndOnce() {
        try (HookBackend backend = new HookBackend(call -> NO_CONTENT);
                WeirServer weir = gateway("ws_conn_age 1s;", allHooks(backend))) {
            RawWebSocket.open(weir.port(), "/ws").leave();
            assertEnd(backend, 1, "\"code\":1000,\"side\":\"client\",\"cause\":\"close\"");
            RawWebSocket broken = RawWebSocket.open(weir.port(), "/ws");
            broken.reset();
            assertEnd(backend, 2, "\"code\":1006,\"side\":\"client\",\"cause\":\"reset\"");
            try (RawWebSocket rude = RawWebSocket.open(weir.port(), "/ws")) {
                say(rude, Frame.TEXT, "last words");
                rude.endOutput();
                assertEnd(backend, 3, "\"messages_in\":1,\"messages_out\":0");
                assertEquals("last words", backend.calls("message").get(0).body());
            }
            try (RawWebSocket old = RawWebSocket.open(weir.port(), "/ws")) {
                Frame close = old.readFrame();
                old.send(Frame.fromClient(Frame.CLOSE, close.payload()));
                old.endOutput();
                assertEnd(backend, 4, "\"code\":4001,\"side\":\"gateway\",\"cause\":\"age\",\"age\":1.");
            }
            assertEquals(0, weir.stop(), weir.errors());
            List<String> admitted = ids(backend.calls("connect"));
            assertEquals(admitted, ids(backend.calls("disconnect")));
            assertEquals(4, admitted.stream().distinct().count());
        }
    }

    private static void assertEnd(HookBackend backend, int count, String part) {
        HookBackend.Call last = backend.await("disconnect", count).get(count - 1);
        assertTrue(last.head().startsWith("POST /disconnect?a=b HTTP/1.1\r\n"), last.head());
        assertEquals("application/json", last.field("Content-Type"));
        assertTrue(last.body().startsWith("{\"id\":\"" + last.id() + "\",\"code\":"), last.body());
        assertTrue(last.body().contains(part), last.body());
    }

    private static List<String> ids(List<HookBackend.Call> calls) {
        return calls.stream().map(HookBackend.Call::id).toList();
    }

    @Test
    void outlivesABackendThatTalksNonsenseOrGoes() {
        try (HookBackend backend = new HookBackend(call -> switch (call.body()) {
                    case "nonsense" -> "SSH-2.0-OpenSSH\r\n";
                    case "end" -> "";
                    case "half" -> "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nhalf";
                    case "huge" -> "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n";
                    case "latin" -> "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nsurplus";
                    default -> answer("200 OK", "fine");
                });
                WeirServer weir = gateway("", allHooks(backend).replace("/message;", "/message timeout=1s;"));
                RawWebSocket client = RawWebSocket.open(weir.port(), "/ws")) {
            for (String text : List.of("nonsense", "end", "half", "huge", "latin")) {
                say(client, Frame.TEXT, text);
                say(client, Frame.TEXT, "well?");
                assertEquals("fine", client.readFrame().payload());
            }
            client.leave();
            backend.await("disconnect", 1);
        }
    }

    @Test
    void findsTheLivingServerOfAGroupAndKeepsItsConnection() {
        try (HookBackend backend = new HookBackend(call -> answer("200 OK", "ok"));
                WeirServer weir = gateway(
                        "upstream app { server 127.0.0.1:@dead@; server 127.0.0.1:" + backend.port()
                                + "; keepalive 8; }\n",
                        hook("connect", "http://app/c") + hook("message", "http://app/m"))) {
            for (int i = 0; i < 8; i++) {
                RawWebSocket client = RawWebSocket.open(weir.port(), "/ws");
                say(client, Frame.TEXT, "x");
                assertEquals("ok", client.readFrame().payload());
                client.leave();
            }
            assertEquals(8, backend.calls("connect").size());
            assertEquals("app", backend.calls("connect").get(0).field("Host"));
            assertTrue(backend.accepted() <= 2, "two workers, but " + backend.accepted() + " connections");
        }
    }

    @Test
    void aGracefulEndWaitsForTheLastCall() {
        CountDownLatch goOn = new CountDownLatch(1);
        try (HookBackend backend = new HookBackend(call -> {
                    if (call.event().equals("message")) {
                        awaited(goOn);
                    }
                    return NO_CONTENT;
                });
                WeirServer weir = gateway("", allHooks(backend));
                RawWebSocket client = RawWebSocket.open(weir.port(), "/ws")) {
            say(client, Frame.TEXT, "1");
            say(client, Frame.TEXT, "2");
            backend.await("message", 1);
            client.leave();
            weir.signal("QUIT");
            goOn.countDown();
            assertEquals(0, weir.awaitExit(), weir.errors());
            assertEquals(2, backend.calls("message").size());
            assertEquals(1, backend.calls("disconnect").size());
        }
    }
}
