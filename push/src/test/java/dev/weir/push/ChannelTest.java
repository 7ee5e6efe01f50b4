package dev.weir.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.loop.MemoryTransport;
import dev.weir.testkit.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChannelTest {
    private static String push(PushStand stand, int worker, String channel, String body) {
        String answer = stand.say(worker, PushStand.post("/push?channel=" + channel, body));
        int at = answer.indexOf("X-Weir-Receivers: ");
        return PushStand.status(answer) + " " + answer.substring(at + 18, answer.indexOf('\r', at));
    }

    private static void end(PushStand stand, PushPeer peer) {
        peer.wire.breakOff();
        stand.settle();
    }

    @Test
    void reachesAllMembersOnAllWorkersAndNobodyElse() {
        PushStand stand = new PushStand(3).channels("$arg_room");
        List<PushPeer> red = new ArrayList<>();
        List<PushPeer> blue = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            red.add(stand.open(i % 3, "/ws?room=red"));
            blue.add(stand.open(i % 2, "/ws?room=blue"));
        }
        PushPeer none = stand.open(0, "/ws");
        assertEquals("204 9", push(stand, 1, "red", "to red"));
        assertEquals("204 9", push(stand, 2, "blue", "to blue"));
        assertEquals("204 0", push(stand, 2, "green", "to nobody"));
        red.forEach(peer -> assertEquals(List.of("to red"), peer.texts()));
        blue.forEach(peer -> assertEquals(List.of("to blue"), peer.texts()));
        assertEquals(List.of(), none.texts());
        assertEquals(2, stand.hub.channels());
        assertEquals(List.of("accepted 9 6", "accepted 9 7", "accepted 0 9"), stand.counts.events);
    }

    @Test
    void membersComeAndGo() {
        PushStand stand = new PushStand(3).channels("$arg_room", "all");
        Random random = new Random(5);
        List<PushPeer> members = new ArrayList<>();
        for (int round = 0; round < 200; round++) {
            if (members.isEmpty() || random.nextInt(5) < 3) {
                members.add(stand.open(random.nextInt(3), "/ws?room=r" + random.nextInt(3)));
            } else {
                end(stand, members.remove(random.nextInt(members.size())));
            }
            assertEquals("204 " + members.size(), push(stand, random.nextInt(3), "all", "round " + round));
            for (PushPeer member : members) {
                assertEquals(List.of("round " + round), member.texts());
            }
        }
        members.forEach(member -> end(stand, member));
        assertEquals(0, stand.hub.channels());
        assertEquals(0, stand.hub.size());
        assertEquals("204 0", push(stand, 0, "all", "nobody"));
    }

    @Test
    void namesAreBytesOncePercentDecoded() {
        PushStand stand = new PushStand(1).channels("$arg_room", "$arg_room", "");
        PushPeer peer = stand.open(0, "/ws?room=a%20b%2Fc%c3%bc%25");
        assertEquals(List.of("a b/c\u00c3\u00bc%"), peer.client().channels());
        assertEquals("204 1", push(stand, 0, "a%20b%2fc%C3%BC%25", "x"));
        assertEquals("204 0", push(stand, 0, "a%20b", "x"));
        assertEquals(400, PushStand.status(stand.say(0, PushStand.post("/push?channel=a%2", "x"))));
        assertEquals(List.of("x"), peer.texts());
    }

    /** A backend that has lost the name hears of it, where 204 would hide that nobody got the message. */
    @Test
    void anEmptyNameIsRefused() {
        PushStand stand = new PushStand(1).channels("$arg_room");
        PushPeer peer = stand.open(0, "/ws");
        for (String query : List.of("?channel=", "?channel=&binary", "?wait=written&channel=")) {
            String answer = stand.say(0, PushStand.post("/push" + query, "x"));
            assertEquals(400, PushStand.status(answer), query);
            assertTrue(answer.endsWith("\r\n\r\nchannel has no name: expected channel=name\n"), answer);
            assertEquals(400, PushStand.status(stand.say(0, PushStand.post("/push/" + peer.id() + query, "x"))));
        }
        assertEquals(List.of(), peer.texts());
    }

    @Test
    void aNameBeyondTheLimitIsRefusedAndJoinsNothing() {
        PushStand stand = new PushStand(1).channels("news", "$arg_room");
        MemoryTransport wire = stand.connect(0);
        String handshake = "GET /ws?room=" + "x".repeat(256) + " HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        wire.send(handshake);
        stand.settle();
        assertEquals(400, PushStand.status(wire.text()));
        assertEquals(0, stand.hub.channels());
        stand.open(0, "/ws?room=" + "x".repeat(255));
        assertEquals(2, stand.hub.channels());
    }

    @Test
    void waitingForAllEndsWhenTheLastHasTakenItOrIsGone() {
        PushStand stand = new PushStand(3).channels("all");
        List<PushPeer> members = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            members.add(stand.open(i));
            members.get(i).wire.takeOnly(1);
        }
        MemoryTransport push = stand.connect(0);
        push.send(PushStand.post("/push?channel=all&wait=written", "x"));
        stand.settle();
        members.get(0).wire.takeAll();
        end(stand, members.get(1));
        assertEquals("", push.text());
        members.get(2).wire.takeAll();
        stand.settle();
        String answer = push.text();
        assertEquals(200, PushStand.status(answer));
        assertTrue(answer.contains("\r\nX-Weir-Receivers: 3\r\n"), answer);
        assertEquals(2, stand.counts.written);
        String nobody = stand.say(0, PushStand.post("/push?channel=none&wait=written", "x"));
        assertEquals(200, PushStand.status(nobody));
    }

    @Test
    void onlyAPushLocationReachesChannels() {
        PushStand stand = new PushStand(1).channels("all");
        PushPeer member = stand.open(0);
        assertEquals(400, PushStand.status(stand.say(0, PushStand.post("/ws?channel=all", "x"))));
        assertEquals(List.of(), member.texts());
    }

    @Test
    void whoIsClosingIsNoReceiver() {
        PushStand stand = new PushStand(2).channels("all");
        PushPeer stays = stand.open(1);
        PushPeer leaves = stand.open(1);
        leaves.send(Frame.fromClient(Frame.CLOSE, Frame.closePayload(1000, "")));
        assertEquals("204 1", push(stand, 0, "all", "x"));
        assertEquals(List.of("x"), stays.texts());
        assertTrue(leaves.received().stream().noneMatch(frame -> frame.payload().equals("x")));
        assertEquals(List.of("accepted 1 1"), stand.counts.events, "a leaver is no dropped message");
    }

    @Test
    void aPercentSignThatEscapesNothingIsPartOfTheName() {
        PushStand stand = new PushStand(1).channels("50%");
        PushPeer peer = stand.open(0);
        String answer = stand.say(0, PushStand.post("/push?channel=50%25", "x"));
        assertTrue(answer.contains("\r\nX-Weir-Receivers: 1\r\n"), answer);
        assertEquals(List.of("x"), peer.texts());
    }
}
