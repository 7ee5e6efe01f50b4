package dev.weir.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.loop.MemoryTransport;
import dev.weir.core.ws.WsEnd;
import dev.weir.core.ws.WsOptions;
import dev.weir.testkit.Frame;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the push interface answers, and what then arrives; frames count when the socket has taken them whole. */
class PushAnswersTest {
    private static String basic(String id) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString((id + ":").getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void theIdMayStandInThePathOrBeTheUser() {
        PushStand stand = new PushStand(1);
        PushPeer peer = stand.open(0);
        assertEquals(204, PushStand.status(stand.say(0, PushStand.post("/ws", "one", basic(peer.id())))));
        assertEquals(204, PushStand.status(stand.say(0, PushStand.post("/push", "two", basic(peer.id())))));
        assertEquals(204, stand.push(0, peer.id(), "three"));
        assertEquals(400, PushStand.status(stand.say(0, PushStand.post("/ws/" + peer.id(), "no"))));
        assertEquals(400, PushStand.status(stand.say(0, PushStand.post("/ws", "no"))));
        assertEquals(400, PushStand.status(stand.say(0, PushStand.post("/ws", "no", "Authorization: Basic !"))));
        assertEquals(400, PushStand.status(stand.say(0, PushStand.post("/ws", "no", "Authorization: Bearer x"))));
        assertEquals(List.of("one", "two", "three"), peer.texts());
    }

    @Test
    void anIdIsGoodAtItsOwnLocationAlone() {
        PushStand stand = new PushStand(1);
        PushPeer peer = stand.open(0, "/other");
        PushPeer neighbour = stand.open(0, "/ws");
        assertEquals(410, PushStand.status(stand.say(0, PushStand.post("/ws", "no", basic(peer.id())))));
        assertEquals(204, PushStand.status(stand.say(0, PushStand.post("/other", "yes", basic(peer.id())))));
        assertEquals(List.of("yes"), peer.texts());
        assertEquals(List.of(), neighbour.texts());
    }

    @Test
    void aPushFindsItsClientOnAnyWorker() {
        PushStand stand = new PushStand(3);
        for (int of = 0; of < 3; of++) {
            PushPeer peer = stand.open(of);
            for (int by = 0; by < 3; by++) {
                assertEquals(204, stand.push(by, peer.id(), "by " + by));
            }
            assertEquals(List.of("by 0", "by 1", "by 2"), peer.texts());
        }
    }

    @Test
    void waitingForTheSocketIsAnsweredWhenItHasTakenAll() {
        PushStand stand = new PushStand(2);
        PushPeer peer = stand.open(1);
        peer.wire.takeOnly(7);
        MemoryTransport push = stand.connect(0);
        push.send(PushStand.post("/push/" + peer.id() + "?wait=written", "0123456789"));
        stand.settle();
        assertEquals("", push.text());
        peer.wire.takeOnly(4);
        stand.settle();
        assertEquals("", push.text());
        peer.wire.takeOnly(1);
        stand.settle();
        assertEquals(200, PushStand.status(push.text()));
        assertEquals(1, stand.counts.written);
    }

    /** Who asks for a receipt that does not exist must not take 204 for one. */
    @Test
    void waitingForAnythingElseIsRefused() {
        PushStand stand = new PushStand(1);
        PushPeer peer = stand.open(0);
        for (String query : List.of("?wait", "?wait=", "?wait=1", "?wait=Written", "?binary&wait=read")) {
            String answer = stand.say(0, PushStand.post("/push/" + peer.id() + query, "x"));
            assertEquals(400, PushStand.status(answer), query);
            assertTrue(answer.endsWith("\r\n\r\nwait has no such value: expected wait=written\n"), answer);
        }
        assertEquals(200, stand.push(0, peer.id() + "?wait=written", "y"));
        assertEquals(List.of("y"), peer.texts());
    }

    @Test
    void whoWaitsHearsWhenTheConnectionIsLost() {
        PushStand stand = new PushStand(2);
        PushPeer peer = stand.open(1);
        peer.wire.takeOnly(7);
        MemoryTransport push = stand.connect(0);
        push.send(PushStand.post("/push/" + peer.id() + "?wait=written", "0123456789"));
        stand.settle();
        peer.wire.breakOff();
        stand.settle();
        assertEquals(410, PushStand.status(push.text()));
        assertEquals(0, stand.counts.written);
        assertEquals(List.of(new WsEnd(WsEnd.By.CLIENT, 1006, WsEnd.Cause.RESET, 0, 7)), stand.ends);
        assertEquals(List.of("upstream 1 " + peer.hello.length()), stand.frames);
    }

    /** However much of two messages the socket takes before the reset, only the whole ones count. */
    @Test
    void aResetLeavesOnlyWholeFramesCounted() {
        int first = 2 + 100;
        int second = 4 + 300;
        for (int cut = 0; cut <= first + second; cut++) {
            PushStand stand = new PushStand(1).hello(Hello.Form.JSON);
            PushPeer peer = stand.open(0);
            stand.frames.clear();
            peer.wire.takeOnly(cut);
            assertEquals(204, stand.push(0, peer.id(), "a".repeat(100)));
            assertEquals(204, stand.push(0, peer.id() + "?binary", "b".repeat(300)));
            peer.wire.breakOff();
            peer.wire.send("");
            stand.settle();
            List<String> whole = cut < first
                    ? List.of()
                    : cut < first + second ? List.of("upstream 1 100") : List.of("upstream 1 100", "upstream 2 300");
            assertEquals(whole, stand.frames, "after " + cut + " bytes");
            int rest = cut < first ? cut : cut < first + second ? cut - first : 0;
            assertEquals(rest, stand.ends.get(0).incompleteUpstreamBytes(), "after " + cut + " bytes");
            assertEquals(whole.size(), stand.counts.written);
            assertEquals(0, stand.budget.waiting());
            assertEquals(0, stand.counts.queued);
        }
    }

    /** The socket fails while the push itself makes it write; the endpoint has not heard of the end yet. */
    @Test
    void aSocketThatFailsUnderAPushIsGone() {
        for (WsOptions.Full full : WsOptions.Full.values()) {
            PushStand stand = new PushStand(1).queue(500, full);
            PushPeer peer = stand.open(0);
            stand.frames.clear();
            peer.wire.takeOnly(0);
            assertEquals(204, stand.push(0, peer.id(), "x".repeat(100)));
            MemoryTransport push = stand.connect(0);
            push.send(PushStand.post("/push/" + peer.id() + "?wait=written", "y".repeat(400)));
            peer.wire.breakOffForWriting();
            stand.settle();
            assertEquals(410, PushStand.status(push.text()), full.name());
            assertEquals(List.of(), stand.frames, full.name());
            assertEquals(0, stand.ends.get(0).incompleteUpstreamBytes());
            assertEquals(0, stand.counts.written);
            assertEquals(0, stand.budget.waiting());
        }
    }

    @Test
    void aClosedConnectionIsGone() {
        PushStand stand = new PushStand(2);
        PushPeer peer = stand.open(1);
        PushPeer next = stand.open(1);
        String id = peer.id();
        peer.send(Frame.fromClient(Frame.CLOSE, Frame.closePayload(1000, "")));
        assertEquals(410, stand.push(0, id, "late"), "while the close handshake is under way");
        peer.wire.end();
        stand.settle();
        assertEquals(410, stand.push(0, id, "later"));
        assertEquals(List.of(), next.texts());
        assertEquals(1, stand.hub.size());
    }

    @Test
    void aFlippedBitReachesNobody() {
        PushStand stand = new PushStand(1);
        PushPeer peer = stand.open(0);
        byte[] id = Base64.getUrlDecoder().decode(peer.id());
        for (int bit = 0; bit < 8 * id.length; bit++) {
            byte[] other = id.clone();
            other[bit / 8] ^= (byte) (1 << bit % 8);
            String text = Base64.getUrlEncoder().encodeToString(other);
            int status = stand.push(0, text, "no");
            assertEquals(bit < 32 ? 410 : 400, status, "bit " + bit);
        }
        assertEquals(List.of(), peer.texts());
    }

    @Test
    void getTellsOfAConnectionAndDeleteClosesIt() {
        PushStand stand = new PushStand(2).channels("news", "$arg_room");
        PushPeer peer = stand.open(1, "/ws?room=a%22b");
        peer.send(Frame.fromClient(Frame.TEXT, "hi"));
        peer.wire.takeOnly(3);
        stand.push(0, peer.id(), "12345");
        String state = stand.say(0, "GET /push/" + peer.id() + " HTTP/1.1\r\nHost: a\r\n\r\n");
        assertTrue(state.startsWith("HTTP/1.1 200 "), state);
        String json = state.substring(state.indexOf("\r\n\r\n") + 4);
        assertEquals(
                "{\"id\":\"" + peer.id() + "\",\"connected\":\"2026-11-21T01:00:00Z\","
                        + "\"last_activity\":\"2026-11-21T01:00:00Z\",\"remote_addr\":\"127.0.0.1\","
                        + "\"channels\":[\"news\",\"a\\\"b\"],\"messages_in\":1,\"messages_out\":1,"
                        + "\"payload_in\":2,\"payload_out\":" + peer.hello.length() + ",\"queued_bytes\":4}\n",
                json);
        peer.wire.takeAll();
        String head = stand.say(0, "HEAD /push/" + peer.id() + " HTTP/1.1\r\nHost: a\r\n\r\n");
        assertTrue(head.endsWith("\r\n\r\n"), head);
        assertEquals(1, peer.received().size());
        String delete = "DELETE /push/" + peer.id() + "?code=4000&reason=gr%C3%BC%C3%9Fe HTTP/1.1\r\nHost: a\r\n\r\n";
        assertEquals(400, PushStand.status(stand.say(0, delete.replace("4000", "1005"))));
        assertEquals(400, PushStand.status(stand.say(0, delete.replace("4000", "400"))));
        assertEquals(204, PushStand.status(stand.say(0, delete)));
        String reason = new String("gr\u00fc\u00dfe".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertEquals(List.of(Frame.fromServer(Frame.CLOSE, Frame.closePayload(4000, reason))), peer.received());
        peer.wire.end();
        stand.settle();
        assertEquals(410, PushStand.status(stand.say(0, delete)));
        assertNull(stand.hub.client(ConnectionId.parse(peer.id())));
        assertEquals(0, stand.hub.channels());
    }

    @Test
    void allowNamesWhatIsAllowed() {
        PushStand stand = new PushStand(1);
        String options = stand.say(0, "OPTIONS /ws HTTP/1.1\r\nHost: a\r\n\r\n");
        assertEquals(204, PushStand.status(options));
        assertTrue(options.contains("\r\nAllow: GET, POST, OPTIONS\r\n"), options);
        assertFalse(options.contains("Content-Length"), options);
        String put = stand.say(0, "PUT /ws HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
        assertEquals(405, PushStand.status(put));
        assertTrue(put.contains("\r\nAllow: GET, POST, OPTIONS\r\n"), put);
        String away = new PushStand(1).methods(PushMethods.NONE).say(0, PushStand.post("/ws", "x"));
        assertEquals(405, PushStand.status(away));
        assertTrue(away.contains("\r\nAllow: GET, OPTIONS\r\n"), away);
        String all = stand.say(0, "PATCH /push HTTP/1.1\r\nHost: a\r\n\r\n");
        assertTrue(all.contains("\r\nAllow: GET, HEAD, POST, DELETE, OPTIONS\r\n"), all);
        assertEquals(400, PushStand.status(stand.say(0, "GET /ws HTTP/1.1\r\nHost: a\r\n\r\n")));
    }

    @Test
    void nothingIsTakenWhileShuttingDown() {
        PushStand stand = new PushStand(1);
        PushPeer peer = stand.open(0);
        MemoryTransport begun = stand.connect(0);
        String whole = PushStand.post("/push/" + peer.id(), "0123456789");
        begun.send(whole.substring(0, whole.length() - 5));
        stand.settle();
        stand.hub.drain();
        begun.send("56789");
        stand.settle();
        assertEquals(503, PushStand.status(begun.text()));
        assertEquals(503, stand.push(0, peer.id(), "x"));
        assertEquals(503, stand.push(0, "?channel=x", "x"));
        assertEquals(List.of(), peer.texts());
        assertEquals(
                List.of("refused SHUTTING_DOWN", "refused SHUTTING_DOWN", "refused SHUTTING_DOWN"),
                stand.counts.events);
    }
}
