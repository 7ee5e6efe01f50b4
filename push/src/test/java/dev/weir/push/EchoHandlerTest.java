package dev.weir.push;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.Listener;
import dev.weir.core.http.OneLocation;
import dev.weir.core.loop.Connection;
import dev.weir.core.loop.ManualWorker;
import dev.weir.core.loop.MemoryTransport;
import dev.weir.core.ws.FrameFacts;
import dev.weir.core.ws.FrameScanner;
import dev.weir.core.ws.FrameTap;
import dev.weir.core.ws.FrameWriter;
import dev.weir.core.ws.PushTap;
import dev.weir.core.ws.Side;
import dev.weir.core.ws.WsEnd;
import dev.weir.core.ws.WsOptions;
import dev.weir.core.ws.WsSession;
import dev.weir.testkit.EveryChunking;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EchoHandlerTest {
    private static final String HANDSHAKE = "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    private final Deflating.Rule rule = Deflating.Rule.USUAL;
    private final List<String> seen = new ArrayList<>();
    private final List<WsEnd> ends = new ArrayList<>();
    private WsSession session;

    private final FrameTap tap = new FrameTap() {
        @Override
        public void onFrame(WsSession s, Side from, FrameFacts frame) {
            seen.add(from.label() + " " + frame.opcode + " " + frame.payloadLength);
        }

        @Override
        public void onClose(WsSession s, WsEnd end) {
            ends.add(end);
        }
    };

    /** One client of a server with an echo at every path. */
    private final class Client {
        final ManualWorker loop = new ManualWorker();
        final MemoryTransport wire = loop.accept(listener().get());

        Client open() {
            wire.send(HANDSHAKE);
            loop.settle();
            assertTrue(wire.text().startsWith("HTTP/1.1 101 "));
            return this;
        }

        byte[] ask(byte[] bytes) {
            wire.send(bytes);
            loop.settle();
            return wire.received();
        }
    }

    private Listener listener() {
        FrameTap.Factory factory = opening -> {
            session = opening;
            return tap;
        };
        return OneLocation.of(
                new EchoHandler(
                        PushFeature.Endpoint.USUAL.defaults(
                                WsOptions.Full.PAUSE, new Deflating(rule, new DeflatePools(1))),
                        new QueueBudget(PushTap.NONE, Long.MAX_VALUE)),
                factory);
    }

    private static byte[] masked(int first, byte[] payload) {
        ByteBuffer out = ByteBuffer.allocate(payload.length + FrameWriter.LONGEST_HEADER);
        FrameWriter.maskedFrame(out, first & 0xf, ByteBuffer.wrap(payload), 0xa1b2c3d4);
        out.put(0, (byte) first);
        return bytes(out.flip());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static byte[] plain(int first, byte[] payload) {
        ByteBuffer out = ByteBuffer.allocate(payload.length + FrameWriter.LONGEST_HEADER);
        FrameWriter.frame(out, first & 0xf, ByteBuffer.wrap(payload));
        out.put(0, (byte) first);
        return bytes(out.flip());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    @Test
    void echoesFramesAsTheyAreCut() {
        byte[] input = join(
                masked(0x01, utf8("Gr\u00fc")),
                masked(0x89, utf8("p")),
                masked(0x80, utf8("\u00dfe")),
                masked(0x82, new byte[60_000]),
                masked(0x81, new byte[0]),
                masked(0x88, new byte[] {3, (byte) 0xe8}));
        byte[] expected = join(
                plain(0x01, utf8("Gr\u00fc")),
                plain(0x8a, utf8("p")),
                plain(0x80, utf8("\u00dfe")),
                plain(0x82, new byte[60_000]),
                plain(0x81, new byte[0]),
                plain(0x88, new byte[] {3, (byte) 0xe8}));
        assertArrayEquals(expected, new Client().open().ask(input));
        assertEquals(12, seen.size());
    }

    @Test
    void answersTheSameHoweverTheBytesAreCut() {
        byte[] input = join(
                masked(0x01, utf8("a\u20ac")),
                masked(0x89, new byte[125]),
                masked(0x80, new byte[200]),
                masked(0x82, new byte[300]),
                masked(0x88, join(new byte[] {3, (byte) 0xe9}, utf8("bye"))));
        EveryChunking.check(input, () -> new EveryChunking.Subject<String>() {
            private final Client client = new Client().open();
            private final ByteArrayOutputStream answers = new ByteArrayOutputStream();

            @Override
            public boolean feed(ByteBuffer piece) {
                answers.writeBytes(client.ask(bytes(piece)));
                return false;
            }

            @Override
            public String result() {
                return HexFormat.of().formatHex(answers.toByteArray());
            }
        });
    }

    @Test
    void takesFramesThatCameWithTheHandshake() {
        Client client = new Client();
        client.wire.send(join(HANDSHAKE.getBytes(StandardCharsets.ISO_8859_1), masked(0x81, utf8("early"))));
        client.loop.settle();
        assertTrue(client.wire.text().endsWith("early"));
        assertEquals(List.of("client 1 5", "upstream 1 5"), seen);
    }

    @ParameterizedTest
    @CsvSource({
        "810161, 1002", // no mask
        "c18100000000 61, 1002", // RSV1
        "838100000000 61, 1002", // reserved opcode
        "098000000000, 1002", // fragmented ping
        "808100000000 61, 1002", // continuation of nothing
        "818100000000 ff, 1007", // not UTF-8
        "888100000000 03, 1002", // Close with half a code
        "888200000000 03ed, 1002", // 1005 on the wire
    })
    void failsTheConnectionOnAViolation(String hex, int code) {
        Client client = new Client().open();
        byte[] answer = client.ask(HexFormat.of().parseHex(hex.replace(" ", "")));
        assertEquals(0x88, answer[0] & 0xff);
        assertEquals(code, (answer[2] & 0xff) << 8 | answer[3] & 0xff);
        assertTrue(client.wire.isOutputEnded());
        client.loop.advance(Duration.ofSeconds(6));
        assertTrue(client.wire.isClosed());
        assertEquals(List.of(new WsEnd(WsEnd.By.GATEWAY, code, WsEnd.Cause.PROTOCOL, 0, 0)), ends);
    }

    /** The client may have kept to the protocol: it is ours to say how much is too much. */
    @Test
    void aMessageBeyondTheLimitIsNoViolation() {
        Client client = new Client().open();
        byte[] answer = client.ask(HexFormat.of().parseHex("82ff000000000020000000000000"));
        assertEquals(1009, (answer[2] & 0xff) << 8 | answer[3] & 0xff);
        client.loop.advance(Duration.ofSeconds(6));
        assertEquals(1, ends.size());
        assertEquals(1009, ends.get(0).code());
        assertEquals(WsEnd.Cause.LIMIT, ends.get(0).cause());
    }

    /** Not an error of Weir, as operators who count ends by their cause would take it. */
    @Test
    void theEndOfWeirIsTheCause() {
        Client client = new Client().open();
        client.loop.worker().stop();
        client.loop.worker().run();
        assertTrue(client.wire.isClosed());
        assertEquals(List.of(new WsEnd(WsEnd.By.GATEWAY, 1006, WsEnd.Cause.SHUTDOWN, 0, 0)), ends);
    }

    @Test
    void answersACloseAndEndsWithTheClient() {
        Client client = new Client().open();
        client.ask(masked(0x88, new byte[] {3, (byte) 0xe8}));
        assertTrue(client.wire.isOutputEnded());
        client.wire.end();
        client.loop.settle();
        assertTrue(client.wire.isClosed());
        assertEquals(List.of(new WsEnd(WsEnd.By.CLIENT, 1000, WsEnd.Cause.CLOSE, 0, 0)), ends);
        assertEquals(0, client.loop.worker().timers());
        assertEquals(0, client.loop.worker().connections());
    }

    /** What frames say, one after the other: first byte and payload length. */
    private static List<String> frames(byte[] bytes) {
        List<String> frames = new ArrayList<>();
        new FrameScanner()
                .scan(
                        ByteBuffer.wrap(bytes),
                        f -> frames.add((f.fin ? "fin " : "") + f.opcode + " " + f.payloadLength));
        return frames;
    }

    @Test
    void echoesALongFrameInFragmentsWhileItComes() {
        byte[] large = masked(0x82, new byte[100_000]);
        Client client = new Client().open();
        byte[] begun = client.ask(Arrays.copyOf(large, 80_000));
        byte[] rest = client.ask(Arrays.copyOfRange(large, 80_000, large.length));
        assertTrue(begun.length > 70_000, "memory would grow with the frame");
        List<String> frames = frames(join(begun, rest));
        assertTrue(frames.get(0).startsWith("2 "), frames.toString());
        assertTrue(frames.get(frames.size() - 1).startsWith("fin 0 "), frames.toString());
        long sum = frames.stream()
                .mapToLong(f -> Long.parseLong(f.substring(f.lastIndexOf(' ') + 1)))
                .sum();
        assertEquals(100_000, sum);
    }

    @Test
    void closesFromOurSideBetweenFrames() {
        Client client = new Client().open();
        byte[] large = masked(0x82, new byte[100_000]);
        byte[] begun = client.ask(Arrays.copyOf(large, 80_000));
        session.close(4001, "Connection is Aged", WsEnd.Cause.AGE);
        byte[] rest = client.ask(Arrays.copyOfRange(large, 80_000, large.length));
        assertArrayEquals(bytes(FrameWriter.close(4001, "Connection is Aged")), rest);
        assertTrue(frames(begun).size() > 0);
        client.ask(masked(0x88, new byte[] {0x0f, (byte) 0xa1}));
        client.wire.end();
        client.loop.settle();
        assertEquals(List.of(new WsEnd(WsEnd.By.GATEWAY, 4001, WsEnd.Cause.AGE, 0, 0)), ends);
        assertTrue(client.wire.isClosed());
    }

    @Test
    void pausesWhenTheClientReadsNothing() {
        Client client = new Client().open();
        client.wire.takeOnly(0);
        byte[] frame = masked(0x82, new byte[10_000]);
        int sent = 0;
        while (client.wire.isRead()) {
            client.ask(frame);
            assertTrue(++sent < 100, "reading never paused");
        }
        assertTrue(sent * 10_000 < Connection.DEFAULT_HIGH_MARK + 20_000);
        client.wire.takeAll();
        client.loop.settle();
        assertTrue(client.wire.isRead());
        client.wire.takeOnly(0);
        client.ask(frame);
        client.loop.advance(Duration.ofSeconds(61));
        assertTrue(client.wire.isClosed());
        assertEquals(WsEnd.Cause.TIMEOUT, ends.get(0).cause());
    }

    @Test
    void refusesWhatIsNoHandshake() {
        Client client = new Client();
        client.wire.send(HANDSHAKE.replace("Version: 13", "Version: 8"));
        client.loop.settle();
        String answer = client.wire.text();
        assertTrue(answer.startsWith("HTTP/1.1 426 "), answer);
        assertTrue(answer.contains("\r\nSec-WebSocket-Version: 13\r\n"), answer);
        Client plain = new Client();
        plain.wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        plain.loop.settle();
        assertTrue(plain.wire.text().startsWith("HTTP/1.1 400 "));
        assertFalse(plain.wire.isOutputEnded() && seen.isEmpty() && session != null);
    }
}
