package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Scenario.gateway;
import static dev.weir.dist.scenario.Scenario.idle;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Frame;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.WeirServer;
import dev.weir.testkit.WsStat;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The situations of the Autobahn test suite's groups 1 to 7, 9 and 10, held with an echo server that judges by
 * RFC 6455, once directly and once through Weir: whatever the server says, Weir must let the client hear the same.
 */
class AutobahnTableIT {
    private static final String NO_CLOSE = "the connection ended without a Close";
    private static final int TRIES = 3;
    private static final String GREEK = utf8("Hello-µ@ßöäüàá-UTF-8!!κόσμε");

    private static EchoServer echo;
    private static WeirServer weir;

    /**
     * @param bytes what is sent
     * @param longest bytes of a piece in which they are sent; 0 for one piece
     * @param fails whether the server must end the connection for it
     */
    record Case(String name, byte[] bytes, int longest, boolean fails) {
        static Case passes(String name, Frame... frames) {
            return new Case(name, Frame.join(List.of(frames)), 0, false);
        }

        static Case fails(String name, Frame... frames) {
            return new Case(name, Frame.join(List.of(frames)), 0, true);
        }

        /** The same in pieces. */
        Case chopped(int longest) {
            return new Case(name + " in pieces of up to " + longest, bytes, longest, fails);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void start() throws InterruptedException {
        echo = EchoServer.started();
        String endpoint = "listen 127.0.0.1:@echo@; location = /ws { ws_max_message_size 16m; websocket_echo; }";
        weir = WeirServer.of(gateway(echo.getPort())
                        .replace("access_log off;", "access_log off; server { " + endpoint + " }"))
                .start();
    }

    @AfterAll
    static void stop() throws InterruptedException {
        weir.close();
        echo.stop(1000);
    }

    static Stream<Case> cases() {
        return Stream.of(framing(), pings(), reserved(), fragments(), utf8(), closes(), large())
                .flatMap(rows -> rows);
    }

    private static Frame text(String payload) {
        return Frame.fromClient(Frame.TEXT, payload);
    }

    private static Frame binary(String payload) {
        return Frame.fromClient(Frame.BINARY, payload);
    }

    private static Frame more(String payload) {
        return Frame.fromClient(Frame.CONTINUATION, payload).andMore();
    }

    private static Frame last(String payload) {
        return Frame.fromClient(Frame.CONTINUATION, payload);
    }

    private static Frame ping(String payload) {
        return Frame.fromClient(Frame.PING, payload);
    }

    private static Frame pong(String payload) {
        return Frame.fromClient(Frame.PONG, payload);
    }

    private static Frame close(int code, String reason) {
        return Frame.fromClient(Frame.CLOSE, Frame.closePayload(code, reason));
    }

    private static String utf8(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    private static String hex(String octets) {
        return new String(HexFormat.of().parseHex(octets), ISO_8859_1);
    }

    /** Group 1. */
    private static Stream<Case> framing() {
        return IntStream.of(0, 125, 126, 127, 128, 65535, 65536)
                .boxed()
                .flatMap(n -> Stream.of(
                        Case.passes("1.1 text of " + n, text("*".repeat(n))),
                        Case.passes("1.1 text of " + n, text("*".repeat(n))).chopped(997),
                        Case.passes("1.2 binary of " + n, binary("þ".repeat(n)))));
    }

    /** Group 2. */
    private static Stream<Case> pings() {
        List<Frame> ten = IntStream.range(0, 10).mapToObj(i -> ping("ping" + i)).toList();
        return Stream.of(
                Case.passes("2.1 empty ping", ping("")),
                Case.passes("2.2 ping with text", ping("Hello, world!")),
                Case.passes("2.3 ping with binary", ping(hex("00fffefdfcfb00ff"))),
                Case.passes("2.4 ping of 125", ping("þ".repeat(125))),
                Case.fails("2.5 ping of 126", ping("þ".repeat(126))),
                Case.passes("2.6 ping octet by octet", ping("þ".repeat(125))).chopped(1),
                Case.passes("2.7 pong that nobody asked for", pong("")),
                Case.passes("2.8 pong with payload", pong("unsolicited pong payload")),
                Case.passes("2.9 pong, then ping", pong("unsolicited"), ping("ping payload")),
                Case.passes("2.10 ten pings", ten.toArray(Frame[]::new)),
                Case.passes("2.11 ten pings", ten.toArray(Frame[]::new)).chopped(1));
    }

    /** Groups 3 and 4. */
    private static Stream<Case> reserved() {
        Stream<Case> bits = IntStream.rangeClosed(1, 7)
                .mapToObj(rsv -> Case.fails(
                        "3." + rsv + " reserved bits " + rsv,
                        text("small"),
                        new Frame(true, rsv, rsv % 2 == 0 ? Frame.BINARY : Frame.TEXT, true, "x")));
        Stream<Case> opcodes = IntStream.of(3, 4, 5, 6, 7, 11, 12, 13, 14, 15)
                .mapToObj(opcode -> Case.fails("4 opcode " + opcode, text("small"), Frame.fromClient(opcode, "x")));
        return Stream.concat(bits, opcodes);
    }

    /** Group 5. */
    private static Stream<Case> fragments() {
        Frame start = text("fragment1").andMore();
        return Stream.of(
                Case.fails("5.1 ping in fragments", ping("fragment1").andMore(), last("fragment2")),
                Case.fails("5.2 pong in fragments", pong("fragment1").andMore(), last("fragment2")),
                Case.passes("5.3 text in two", start, last("fragment2")),
                Case.passes("5.5 text in two", start, last("fragment2")).chopped(1),
                Case.passes("5.6 ping in between", start, ping("ping"), last("fragment2")),
                Case.passes("5.8 ping in between", start, ping("ping"), last("fragment2"))
                        .chopped(1),
                Case.fails("5.9 continuation of nothing", more("x"), text("Hello")),
                Case.fails("5.12 last continuation of nothing", last("x"), text("Hello")),
                Case.fails("5.15 continuation after the end", start, last("fragment2"), more("x"), text("y")),
                Case.fails("5.18 text within text", start, text("fragment2")),
                Case.passes(
                        "5.19 text in five with pings",
                        start,
                        more("fragment2"),
                        ping("one"),
                        more("fragment3"),
                        more("fragment4"),
                        ping("two"),
                        last("fragment5")));
    }

    /** Group 6. */
    private static Stream<Case> utf8() {
        Stream<Case> valid = Stream.of(
                        "", GREEK, hex("f48fbfbf"), hex("efbfbf"), hex("ed9fbf"), hex("ee8080"), hex("c280"))
                .flatMap(text -> Stream.of(
                        Case.passes("6 valid " + text, text(text)),
                        Case.passes("6 valid " + text, text(text)).chopped(1)));
        Stream<Case> split = IntStream.range(1, GREEK.length())
                .mapToObj(at -> Case.passes(
                        "6.2 cut at " + at, text(GREEK.substring(0, at)).andMore(), last(GREEK.substring(at))));
        Stream<Case> invalid = Stream.of(
                        "cebae1bdb9cf83cebcceb5eda080656469746564",
                        "80",
                        "c0af",
                        "f8888080",
                        "f4908080",
                        "ff",
                        "eda080",
                        "ce")
                .map(octets -> Case.fails("6 invalid " + octets, text(hex(octets))));
        return Stream.of(valid, split, invalid).flatMap(rows -> rows);
    }

    /** Group 7; the client's Close is part of the case. */
    private static Stream<Case> closes() {
        Stream<Case> codes = IntStream.of(1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999)
                .mapToObj(code -> Case.fails("7.7 code " + code, close(code, "")));
        Stream<Case> wrong = IntStream.of(0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999, 5000, 65535)
                .mapToObj(code -> Case.fails("7.9 code " + code, close(code, "")));
        return Stream.of(
                        codes,
                        wrong,
                        Stream.of(
                                Case.fails("7.1.1 message, then close", text("Hello World!"), close(1000, "")),
                                Case.fails("7.3.1 empty close", Frame.fromClient(Frame.CLOSE, "")),
                                Case.fails("7.3.2 close of one byte", Frame.fromClient(Frame.CLOSE, "x")),
                                Case.fails("7.3.4 close with a reason", close(1000, "Hello World!")),
                                Case.fails("7.3.5 reason of 123", close(1000, "*".repeat(123))),
                                Case.fails("7.3.6 reason of 124", close(1000, "*".repeat(124)))))
                .flatMap(rows -> rows);
    }

    /** Groups 9 and 10. */
    private static Stream<Case> large() {
        String million = "*".repeat(1 << 20);
        List<Frame> parts =
                new ArrayList<>(List.of(binary(million.substring(0, 4096)).andMore()));
        for (int i = 1; i < 255; i++) {
            parts.add(more(million.substring(0, 4096)));
        }
        parts.add(last(million.substring(0, 4096)));
        List<Frame> auto = new ArrayList<>(List.of(text("*".repeat(1300)).andMore()));
        for (int i = 1; i < 50; i++) {
            auto.add(more("*".repeat(1300)));
        }
        auto.add(last("*".repeat(536)));
        return Stream.of(
                Case.passes("9.1 text of a million", text(million)),
                Case.passes("9.2 binary of four million", binary(million.repeat(4))),
                Case.passes("9.3 a million in fragments of 4 K", parts.toArray(Frame[]::new)),
                Case.passes("9.5 text of a million", text(million)).chopped(4096),
                Case.passes(
                        "9.7 a thousand messages",
                        IntStream.range(0, 1000)
                                .mapToObj(i -> text("*".repeat(i)))
                                .toArray(Frame[]::new)),
                Case.passes("10.1 64 K in fragments of 1,300", auto.toArray(Frame[]::new)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theServersWordsReachTheClient(Case given) {
        List<Frame> direct = patiently(() -> hold(given, echo.getPort()));
        patiently(() -> {
            WsStat before = idle(weir);
            assertEquals(direct, hold(given, weir.port()));
            assertEquals(direct.size(), idle(weir).framesOut() - before.framesOut());
            return direct;
        });
        assertEquals(Frame.CLOSE, direct.get(direct.size() - 1).opcode());
        if (!given.fails()) {
            assertTrue(direct.get(direct.size() - 1).payload().startsWith(hex("03e8")), direct.toString());
        }
    }

    /** Weir's own endpoint judges as the other server does; it only sends fragments back as they come. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theEndpointAgreesWithTheOtherServer(Case given) {
        List<Frame> expected = patiently(() -> hold(given, echo.getPort()));
        assertEquals(gist(given, expected), gist(given, hold(given, weir.port("echo"))));
    }

    /**
     * Asks the other server again, direct or behind the tunnel, where it was silent or ended without a Close: the
     * second was caught asking it direct, before Weir had a part in it. Weir's own endpoint is never asked twice.
     */
    private static List<Frame> patiently(Supplier<List<Frame>> conversation) {
        for (int tries = 1; tries < TRIES; tries++) {
            try {
                return conversation.get();
            } catch (AssertionError e) {
                String problem = String.valueOf(e.getMessage());
                if (!problem.startsWith("no frame within") && !problem.startsWith(NO_CLOSE)) {
                    throw e;
                }
            }
        }
        return conversation.get();
    }

    /** The code of the Close; and what was said before, where all of it must have been. */
    private static List<String> gist(Case given, List<Frame> heard) {
        String reason = heard.get(heard.size() - 1).payload();
        String code = reason.isEmpty() ? Frame.closePayload(1000, "") : reason.substring(0, 2);
        StringBuilder data = new StringBuilder();
        StringBuilder pongs = new StringBuilder();
        for (Frame frame : given.fails() ? List.<Frame>of() : heard.subList(0, heard.size() - 1)) {
            (frame.opcode() == Frame.PONG ? pongs : data).append(frame.payload());
        }
        return List.of(code, data.toString(), pongs.toString());
    }

    /** All frames up to the server's Close. */
    private static List<Frame> hold(Case given, int port) {
        try (RawWebSocket client = RawWebSocket.open(port, "/ws")) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(given, client));
            List<Frame> heard = new ArrayList<>();
            Frame frame;
            do {
                frame = client.readFrame();
                assertNotNull(frame, NO_CLOSE);
                heard.add(frame);
            } while (frame.opcode() != Frame.CLOSE);
            sent.join();
            return heard;
        }
    }

    private static void send(Case given, RawWebSocket client) {
        if (given.longest() > 0) {
            client.sendInPieces(given.bytes(), given.longest(), new Random(1));
        } else {
            client.send(given.bytes());
        }
        if (!given.fails()) {
            client.send(close(1000, ""));
        }
    }
}
