package dev.weir.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The peers against one another: a test that stands on them must be able to trust them. */
class PeersTest {
    @Test
    void framesAreTheExamplesOfTheRfc() {
        // RFC 6455 section 5.7: "Hello" from a server and from a client, in two fragments, and 256 and 65,536 bytes.
        assertEquals("810548656c6c6f", hex(Frame.fromServer(Frame.TEXT, "Hello").bytes()));
        assertEquals(
                "818537fa213d7f9f4d5158",
                hex(Frame.fromClient(Frame.TEXT, "Hello").bytes()));
        assertEquals(
                "010348656c", hex(Frame.fromServer(Frame.TEXT, "Hel").andMore().bytes()));
        String binary = hex(Frame.fromServer(Frame.BINARY, "*".repeat(256)).bytes());
        assertEquals("827e0100", binary.substring(0, 8));
        String large = hex(Frame.fromServer(Frame.BINARY, "*".repeat(65536)).bytes());
        assertEquals("827f0000000000010000", large.substring(0, 20));
    }

    @Test
    void framesAreReadAsWritten() {
        List<Frame> frames = List.of(
                Frame.fromClient(Frame.TEXT, "Hello").andMore(),
                new Frame(true, 5, 11, false, ""),
                Frame.fromClient(Frame.BINARY, "*".repeat(70000)),
                Frame.fromServer(Frame.CLOSE, Frame.closePayload(1000, "bye")));
        assertEquals(frames, Frame.allIn(Frame.join(frames)));
        assertArrayEquals(
                new byte[] {(byte) 0x81, 127, 0, 0, 0, 0, 0, 0, 0, 1, 'x'},
                Frame.fromServer(1, "x").bytes(8));
    }

    @Test
    void echoSendsBackWhatItGets() {
        try (StubUpstream upstream = StubUpstream.echo();
                RawWebSocket client = RawWebSocket.open(upstream.port(), "/chat?a=1", "X-Test: yes")) {
            Frame frame = Frame.fromClient(Frame.BINARY, "*".repeat(1000));
            client.sendInPieces(frame.bytes(), 7, new Random(1));
            assertEquals(frame.unmasked(), client.readFrame());
            client.leave();
            assertEquals(
                    "GET /chat?a=1 HTTP/1.1",
                    upstream.heads().get(0).lines().findFirst().orElseThrow());
            assertEquals(List.of(), upstream.failures());
        }
    }

    @Test
    void httpAnswersEachRequest() {
        try (StubUpstream upstream = StubUpstream.http(head -> StubUpstream.ok(head.substring(0, 5)))) {
            String two = "POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcGET / HTTP/1.1\r\n\r\n";
            try (RawWebSocket client = RawWebSocket.connect(upstream.port())) {
                client.send(two);
                client.readHead();
                assertEquals("POST ", new String(client.read(5)));
                client.readHead();
                assertEquals("GET /", new String(client.read(5)));
            }
        }
    }

    @Test
    void aDialogueIsHeardAtBothEnds() {
        Dialogue dialogue = Dialogue.of(
                "C early text \"first\"",
                "U early ping",
                "C text+ rsv=4 \"hel\"",
                "U raw 81 00",
                "C cont \"lo\"",
                "C end",
                "U close code=1000 \"bye\"",
                "U reset");
        try (Dialogue.Stage stage = new Dialogue.Stage()) {
            Dialogue.Heard heard = dialogue.direct(stage);
            assertEquals(heard, dialogue.direct(stage));
            assertEquals(new WsStat(0, 3, 10, 28, 3, 5, 11), heard.stat());
            assertEquals(true, heard.clientSawEnd() && heard.upstreamSawEnd());
        }
    }

    @Test
    void statisticsAreReadStrictly() {
        String text = "WebSocket connections: 1\n"
                + "client websocket frames  | client websocket payload | client tcp data\n3 30 48\n"
                + "upstream websocket frames  | upstream websocket payload | upstream tcp data\n3 30 36\n";
        assertEquals(new WsStat(1, 3, 30, 48, 3, 30, 36), WsStat.parse(text));
        assertThrows(AssertionError.class, () -> WsStat.parse(text.replace("\n", "\r\n")));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
