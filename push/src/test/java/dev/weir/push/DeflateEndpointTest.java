package dev.weir.push;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.Listener;
import dev.weir.core.http.OneLocation;
import dev.weir.core.loop.ManualWorker;
import dev.weir.core.loop.MemoryTransport;
import dev.weir.core.ws.DeflatePool;
import dev.weir.core.ws.FrameTap;
import dev.weir.core.ws.OutgoingMessage;
import dev.weir.core.ws.PushTap;
import dev.weir.core.ws.Receipt;
import dev.weir.core.ws.WsEndpoint;
import dev.weir.core.ws.WsOptions;
import dev.weir.core.ws.WsSession;
import dev.weir.testkit.EveryChunking;
import dev.weir.testkit.Frame;
import dev.weir.testkit.RawWebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeflateEndpointTest {
    private static final Deflating.Rule ALL = new Deflating.Rule(true, 0, false);
    private static final Deflating.Rule TAKEOVER = new Deflating.Rule(true, 0, true);
    private static final int RSV1 = 4;
    private static final int MOST = 1024 * 1024;
    private static final String LONG = "What is said twice is said twice. ".repeat(100);

    private final DeflatePools pools = new DeflatePools(1);
    private final DeflatePool pool = pools.of(0);

    /** One client of an echo that offers compression. Thread: the test's. */
    private final class Client {
        final ManualWorker loop = new ManualWorker();
        final MemoryTransport wire;
        final String head;
        final Deflater deflater = new Deflater(9, true);
        final Inflater inflater = new Inflater(true);
        WsSession session;

        Client(Deflating.Rule rule, String offer) {
            wire = loop.accept(listener(rule).get());
            wire.send(RawWebSocket.handshake("/", "Sec-WebSocket-Extensions: " + offer));
            loop.settle();
            head = wire.text();
            wire.received();
        }

        Client(Deflating.Rule rule) {
            this(rule, "permessage-deflate");
        }

        private Listener listener(Deflating.Rule rule) {
            EndpointOptions.Defaults defaults =
                    PushFeature.Endpoint.USUAL.defaults(WsOptions.Full.PAUSE, new Deflating(rule, pools));
            FrameTap.Factory factory = opening -> {
                session = opening;
                return null;
            };
            return OneLocation.of(new EchoHandler(defaults, new QueueBudget(PushTap.NONE, Long.MAX_VALUE)), factory);
        }

        List<Frame> ask(Frame... frames) {
            wire.send(Frame.join(List.of(frames)));
            return answers();
        }

        List<Frame> answers() {
            loop.settle();
            return Frame.allIn(wire.received());
        }

        /** The payload of the next compressed message. */
        String deflate(String plain) {
            deflater.setInput(plain.getBytes(ISO_8859_1));
            byte[] out = new byte[plain.length() + 100];
            int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
            return new String(out, 0, length - 4, ISO_8859_1);
        }

        /** The next message, whatever frames it has. */
        String inflate(List<Frame> frames) {
            StringBuilder payload = new StringBuilder();
            frames.forEach(frame -> payload.append(frame.payload()));
            try {
                inflater.setInput((payload + "\0\0\u00ff\u00ff").getBytes(ISO_8859_1));
                byte[] out = new byte[4 * MOST];
                return new String(out, 0, inflater.inflate(out), ISO_8859_1);
            } catch (DataFormatException e) {
                throw new AssertionError(e);
            }
        }

        void end() {
            wire.end();
            loop.settle();
            assertTrue(wire.isClosed());
        }
    }

    private static Frame compressed(int opcode, String payload) {
        return new Frame(true, RSV1, opcode, true, payload);
    }

    private static void assertClosed(int code, List<Frame> answers) {
        Frame close = answers.get(answers.size() - 1);
        assertEquals(Frame.CLOSE, close.opcode());
        assertEquals(code, close.payload().charAt(0) << 8 | close.payload().charAt(1));
    }

    @Test
    void agreesAndSaysSo() {
        String both = "permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n";
        assertTrue(new Client(Deflating.Rule.USUAL).head.contains("\r\nSec-WebSocket-Extensions: " + both));
        assertTrue(new Client(TAKEOVER).head.contains("\r\nSec-WebSocket-Extensions: permessage-deflate\r\n"));
        assertFalse(new Client(new Deflating.Rule(false, 0, false)).head.contains("Extensions"));
        assertFalse(new Client(ALL, "permessage-bzip2").head.contains("Extensions"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void echoesWhatCameCompressed(boolean takeover) {
        Client client = new Client(takeover ? TAKEOVER : ALL);
        for (int i = 0; i < 3; i++) {
            String message = client.deflate(LONG);
            List<Frame> echo = client.ask(compressed(Frame.TEXT, message));
            assertEquals(1, echo.size());
            assertEquals(RSV1, echo.get(0).rsv());
            assertTrue(echo.get(0).payload().length() < LONG.length() / 10);
            assertEquals(LONG, client.inflate(echo));
            assertEquals(takeover ? 2 : 0, pool.lent());
            client.deflater.reset();
        }
        client.end();
        assertEquals(0, pool.lent());
    }

    @Test
    void echoesTheSameHoweverTheBytesAreCut() {
        String message = new Client(ALL).deflate(LONG);
        byte[] input = Frame.join(List.of(
                compressed(Frame.TEXT, message.substring(0, 20)).andMore(),
                Frame.fromClient(Frame.PING, "between"),
                Frame.fromClient(Frame.CONTINUATION, "").andMore(),
                Frame.fromClient(Frame.CONTINUATION, message.substring(20)),
                Frame.fromClient(Frame.BINARY, "plain"),
                compressed(Frame.BINARY, "\0"),
                compressed(Frame.BINARY, "")));
        List<Frame> answers = EveryChunking.check(input, () -> new EveryChunking.Subject<List<Frame>>() {
                    private final Client client = new Client(ALL);
                    private final List<Frame> all = new ArrayList<>();

                    @Override
                    public boolean feed(ByteBuffer piece) {
                        byte[] bytes = new byte[piece.remaining()];
                        piece.get(bytes);
                        client.wire.send(bytes);
                        all.addAll(client.answers());
                        return false;
                    }

                    @Override
                    public List<Frame> result() {
                        return all;
                    }
                })
                .result();
        assertEquals(Frame.fromServer(Frame.PONG, "between"), answers.get(0));
        assertEquals(LONG, new Client(ALL).inflate(answers.subList(1, 2)));
        assertEquals("plain", new Client(ALL).inflate(answers.subList(2, 3)));
        assertEquals(new Frame(true, RSV1, Frame.BINARY, false, "\0"), answers.get(3));
        assertEquals(new Frame(true, RSV1, Frame.BINARY, false, "\0"), answers.get(4));
        assertEquals(5, answers.size());
    }

    @Test
    void whatIsShortGoesAsItIs() {
        Client client = new Client(Deflating.Rule.USUAL);
        List<Frame> echo = client.ask(compressed(Frame.TEXT, client.deflate("a".repeat(255))));
        assertEquals(List.of(Frame.fromServer(Frame.TEXT, "a".repeat(255))), echo);
        client.deflater.reset();
        echo = client.ask(compressed(Frame.TEXT, client.deflate("a".repeat(256))));
        assertEquals(RSV1, echo.get(0).rsv());
    }

    @Test
    void aLongMessageStreamsAndIsCountedAsItWent() {
        byte[] random = new byte[300_000];
        new Random(3).nextBytes(random);
        String plain = new String(random, ISO_8859_1);
        for (String offer : List.of("permessage-deflate", "permessage-deflate; server_max_window_bits=8")) {
            Client client = new Client(TAKEOVER, offer);
            List<Frame> echo = client.ask(Frame.fromClient(Frame.BINARY, plain));
            assertTrue(echo.size() > 1);
            assertEquals(RSV1, echo.get(0).rsv());
            assertEquals(0, echo.get(1).rsv() | echo.get(1).opcode());
            assertEquals(plain, client.inflate(echo));
            long wire = echo.stream().mapToLong(f -> f.payload().length()).sum();
            assertEquals(wire, client.session.facts().payloadOut);
            assertEquals(300_000, client.session.facts().payloadIn);
            assertEquals(1, client.session.facts().messagesOut);
        }
    }

    @Test
    void compressedBitsWhereNoneBelongAreRefused() {
        assertClosed(
                1002,
                new Client(ALL)
                        .ask(
                                compressed(Frame.TEXT, "\0").andMore(),
                                new Frame(true, RSV1, Frame.CONTINUATION, true, "\0")));
        assertClosed(1002, new Client(ALL).ask(new Frame(true, RSV1, Frame.PING, true, "")));
        assertClosed(1002, new Client(ALL, "other").ask(compressed(Frame.TEXT, "\0")));
    }

    @Test
    void whatCannotBeInflatedIsRefused() {
        assertClosed(1007, new Client(ALL).ask(compressed(Frame.BINARY, "\u00ff\u00ff")));
        assertClosed(1007, new Client(TAKEOVER).ask(compressed(Frame.BINARY, "\u00ff\u00ff")));
        assertEquals(0, pool.lent());
    }

    @Test
    void inflatedTextIsCheckedWhileItComes() {
        Client client = new Client(ALL);
        String good = client.deflate("\u00e2\u0082");
        assertEquals(List.of(), client.ask(compressed(Frame.TEXT, good).andMore()));
        String bad = client.deflate("\u00c3").concat("\0\0\u00ff\u00ff");
        assertClosed(
                1007,
                client.ask(Frame.fromClient(Frame.CONTINUATION, "\0\0\u00ff\u00ff" + bad)
                        .andMore()));
        assertEquals(0, pool.lent());
        Client other = new Client(ALL);
        assertClosed(1007, other.ask(compressed(Frame.TEXT, good)));
    }

    @Test
    void theLimitCountsWhatIsInflated() {
        Client client = new Client(ALL);
        String fits = client.deflate("\0".repeat(MOST));
        assertEquals(
                MOST, client.inflate(client.ask(compressed(Frame.BINARY, fits))).length());
        client.deflater.reset();
        String bomb = client.deflate("\0".repeat(MOST + 1));
        assertTrue(bomb.length() < 2000);
        int half = bomb.length() / 2;
        assertClosed(
                1009,
                client.ask(
                        compressed(Frame.BINARY, bomb.substring(0, half)).andMore(),
                        Frame.fromClient(Frame.CONTINUATION, bomb.substring(half))));
        client.end();
        assertEquals(0, pool.lent());
        assertClosed(1009, new Client(ALL).ask(Frame.fromClient(Frame.BINARY, "\0".repeat(MOST + 1))));
    }

    @Test
    void aClientThatGoesInTheMidstOfAMessageLeavesNothingBehind() {
        Client client = new Client(ALL);
        client.ask(compressed(Frame.BINARY, client.deflate(LONG)).andMore());
        assertEquals(1, pool.lent());
        client.end();
        assertEquals(0, pool.lent());
    }

    @Test
    void manyMessagesInFewBytesWaitUntilTheirEchoIsTaken() {
        Client client = new Client(new Deflating.Rule(true, Integer.MAX_VALUE, false));
        String message = client.deflate("\0".repeat(MOST));
        Frame[] frames = new Frame[40];
        Arrays.fill(frames, compressed(Frame.BINARY, message));
        client.wire.takeOnly(0);
        assertEquals(List.of(), client.ask(frames));
        assertFalse(client.wire.isRead());
        long pending = client.session.exchange().connection().pending();
        assertTrue(pending < 10L * MOST, pending + " bytes wait");
        client.wire.takeAll();
        long echoed =
                client.answers().stream().mapToLong(f -> f.payload().length()).sum();
        assertEquals(40L * MOST, echoed);
        assertTrue(client.wire.isRead());
    }

    // --- pushes

    private static OutgoingMessage message(String text) {
        return OutgoingMessage.of(Frame.TEXT, text.getBytes(ISO_8859_1));
    }

    private static List<Frame> push(Client client, OutgoingMessage message, Receipt receipt) {
        ((WsEndpoint) client.session).send(message, receipt);
        return client.answers();
    }

    /** Counts. Thread: the test's. */
    private static final class Heard implements Receipt {
        int written;

        @Override
        public void onWritten(WsEndpoint endpoint) {
            written++;
        }

        @Override
        public void onLost(WsEndpoint endpoint) {
            throw new AssertionError("lost");
        }
    }

    @Test
    void oneMessageForManyReachesEachInItsForm() {
        OutgoingMessage message = message(LONG).forMany();
        Heard heard = new Heard();
        Client plain = new Client(ALL, "none");
        Client simple = new Client(ALL);
        Client narrow = new Client(ALL, "permessage-deflate; server_max_window_bits=9");
        Client keeping = new Client(TAKEOVER);
        assertEquals(List.of(Frame.fromServer(Frame.TEXT, LONG)), push(plain, message, heard));
        List<Frame> shared = push(simple, message, heard);
        assertEquals(LONG, simple.inflate(shared));
        assertEquals(shared, push(keeping, message, heard));
        assertEquals(LONG, narrow.inflate(push(narrow, message, heard)));
        assertEquals(4, heard.written);
        assertEquals(0, pool.lent());
    }

    @Test
    void withTakeoverOwnAndSharedMessagesMix() {
        Client client = new Client(TAKEOVER);
        Heard heard = new Heard();
        Random random = new Random(5);
        for (int i = 0; i < 3; i++) {
            String own = Long.toHexString(random.nextLong()) + LONG + Long.toHexString(random.nextLong());
            List<Frame> first = push(client, message(own), heard);
            List<Frame> again = push(client, message(own), heard);
            assertTrue(
                    again.get(0).payload().length() < first.get(0).payload().length() - 15, "refers to the one before");
            assertEquals(own, client.inflate(first));
            assertEquals(own, client.inflate(again));
            String other = own.toUpperCase(Locale.ROOT);
            assertEquals(other, client.inflate(push(client, message(other).forMany(), heard)));
        }
        assertEquals(9, heard.written);
    }

    @Test
    void whatCompressionDoesNotShortenGoesAsItIs() {
        byte[] random = new byte[1000];
        new Random(4).nextBytes(random);
        OutgoingMessage message = OutgoingMessage.of(Frame.BINARY, random);
        Client client = new Client(ALL);
        assertEquals(
                List.of(Frame.fromServer(Frame.BINARY, new String(random, ISO_8859_1))), push(client, message, null));
        assertNull(client.session.facts().end);
    }
}
