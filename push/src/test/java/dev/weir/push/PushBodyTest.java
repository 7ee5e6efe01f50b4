package dev.weir.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.loop.MemoryTransport;
import dev.weir.core.ws.OutgoingMessage;
import dev.weir.core.ws.PushTap;
import dev.weir.testkit.EveryChunking;
import dev.weir.testkit.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies become messages whole, however they come. */
class PushBodyTest {
    /** A POST that comes in pieces, and what its answer and its receiver were. */
    private static final class Sent implements EveryChunking.Subject<String> {
        private final PushStand stand = new PushStand(1);
        private final PushPeer peer = stand.open(0);
        private final MemoryTransport wire = stand.connect(0);

        Sent(String head) {
            wire.send(head.replace("ID", peer.id()));
        }

        @Override
        public boolean feed(ByteBuffer piece) {
            byte[] bytes = new byte[piece.remaining()];
            piece.get(bytes);
            wire.send(bytes);
            stand.settle();
            return false;
        }

        @Override
        public String result() {
            stand.settle();
            StringBuilder statuses = new StringBuilder();
            for (String answer : wire.text().split("(?=HTTP/1.1 )")) {
                statuses.append(PushStand.status(answer)).append(' ');
            }
            return statuses + peer.received().toString();
        }
    }

    private static String head(String target, String fields) {
        return "POST " + target + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
    }

    private static byte[] bytes(String byteString) {
        return byteString.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String said(String target, String fields, byte[] body) {
        return EveryChunking.check(body, () -> new Sent(head(target, fields))).result();
    }

    @Test
    void textMayBeCutWithinACharacter() {
        byte[] body = "a\u00fc\u20ac\ud83d\ude00z".getBytes(StandardCharsets.UTF_8);
        Frame whole = Frame.fromServer(Frame.TEXT, new String(body, StandardCharsets.ISO_8859_1));
        assertEquals("204 " + List.of(whole), said("/push/ID", "Content-Length: " + body.length + "\r\n", body));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\u00ff",
                "\u00c3",
                "ab\u00e2\u0082",
                "\u00ed\u00a0\u0080",
                "\u00c0\u0080",
                "\u00f4\u0090\u0080\u0080"
            })
    void whatIsNotUtf8IsRefusedWhole(String bad) {
        String length = "Content-Length: " + bad.length() + "\r\n";
        assertEquals("400 []", said("/push/ID", length, bytes(bad)));
        Frame whole = Frame.fromServer(Frame.BINARY, bad);
        assertEquals("204 " + List.of(whole), said("/push/ID?binary", length, bytes(bad)));
    }

    @Test
    void chunksAndPipelinedPushesMayBeCutAnywhere() {
        String chunked = "4;x=y\r\na\u00c3\u00bcb\r\n1\r\n\u00c3\r\n1\r\n\u00bc\r\n0\r\nTrailer: x\r\n\r\n";
        byte[] all = bytes(chunked + head("/push/", "Content-Length: 1\r\n") + "x" + head("/none", ""));
        assertEquals(
                "204 400 404 [opcode 1 length 6 a\u00c3\u00bcb\u00c3\u00bc]",
                said("/push/ID", "Transfer-Encoding: chunked\r\n", all));
    }

    @Test
    void anEmptyBodyIsAnEmptyMessage() {
        String empty = "204 " + List.of(Frame.fromServer(Frame.TEXT, ""));
        assertEquals(empty, new Sent(head("/push/ID", "Content-Length: 0\r\n")).result());
        assertEquals(empty, new Sent(head("/push/ID", "")).result());
        assertEquals(empty, said("/push/ID", "Transfer-Encoding: chunked\r\n", bytes("0\r\n\r\n")));
    }

    @ParameterizedTest
    @CsvSource({
        "application/octet-stream, 2",
        "APPLICATION/Octet-Stream; x=y, 2",
        "application/octet-streams, 1",
        "text/plain, 1",
        "application/json, 1"
    })
    void theContentTypeTellsWhetherItIsBinary(String type, int opcode) {
        Sent sent = new Sent(head("/push/ID", "Content-Type: " + type + "\r\nContent-Length: 1\r\n"));
        sent.feed(ByteBuffer.wrap(bytes("x")));
        assertEquals("204 " + List.of(Frame.fromServer(opcode, "x")), sent.result());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 125, 126, 1014, 1024, 1025, 8000, 65535, 65536, 65546, 65547, 300_000, 1_048_576})
    void bodiesOfAnySizeArriveWhole(int size) {
        byte[] body = new byte[size];
        new Random(size).nextBytes(body);
        Frame whole = Frame.fromServer(Frame.BINARY, new String(body, StandardCharsets.ISO_8859_1));
        Sent declared = new Sent(head("/push/ID?binary", "Content-Length: " + size + "\r\n"));
        declared.feed(ByteBuffer.wrap(body));
        declared.stand.settle();
        assertEquals(List.of(whole), declared.peer.received());
        Sent chunked = new Sent(head("/push/ID?binary", "Transfer-Encoding: chunked\r\n"));
        chunked.feed(ByteBuffer.wrap(chunks(body)));
        chunked.stand.settle();
        assertEquals(List.of(whole), chunked.peer.received());
    }

    /** A queue counts a message's bytes: an array that grew beyond them would take memory that nobody counts. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000, 1025, 40_000, 70_000, 200_000})
    void aMessageKeepsNoMoreMemoryThanItNeeds(int size) {
        byte[] body = new byte[size];
        OutgoingMessage declared = gathered("Content-Length: " + size + "\r\n", body);
        OutgoingMessage chunked = gathered("Transfer-Encoding: chunked\r\n", chunks(body));
        for (OutgoingMessage message : List.of(declared, chunked)) {
            assertEquals(size, message.payloadLength());
            int spare = message.heldBytes() - size - OutgoingMessage.HEADROOM;
            assertTrue(spare >= 0 && spare <= 64, spare + " bytes too many");
        }
    }

    /** The message that a body becomes. */
    private static OutgoingMessage gathered(String fields, byte[] body) {
        List<OutgoingMessage> messages = new ArrayList<>();
        PushBody.Ending ending = new PushBody.Ending() {
            @Override
            public void onMessage(OutgoingMessage message) {
                messages.add(message);
            }

            @Override
            public void onRefusal(PushTap.Refusal why) {
                throw new AssertionError(why);
            }
        };
        PushStand stand = new PushStand(1);
        MemoryTransport wire = stand.connectTo(x -> x.body().read(new PushBody(x, false, stand.budget, ending)));
        wire.send(head("/", fields));
        wire.send(body);
        stand.settle();
        assertEquals(1, messages.size());
        return messages.get(0);
    }

    private static byte[] chunks(byte[] body) {
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        for (int from = 0; from < body.length; from += 5000) {
            int count = Math.min(5000, body.length - from);
            chunks.writeBytes(bytes(Integer.toHexString(count) + "\r\n"));
            chunks.write(body, from, count);
            chunks.writeBytes(bytes("\r\n"));
        }
        chunks.writeBytes(bytes("0\r\n\r\n"));
        return chunks.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1048577\r\n", "Transfer-Encoding: chunked\r\n"})
    void tooLargeABodyIsRefusedAndCounted(String fields) {
        Sent sent = new Sent(head("/push/ID", fields));
        if (fields.startsWith("T")) {
            byte[] chunk = new byte[65536 + 9];
            System.arraycopy(bytes("10000\r\n"), 0, chunk, 0, 7);
            chunk[65543] = '\r';
            chunk[65544] = '\n';
            for (int i = 0; i < 17; i++) {
                sent.feed(ByteBuffer.wrap(chunk));
            }
        }
        assertTrue(sent.result().startsWith("413 "), sent.result());
        assertEquals(List.of(), sent.peer.received());
    }
}
