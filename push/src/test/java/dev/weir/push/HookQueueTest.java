package dev.weir.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.ByteText;
import dev.weir.core.ws.Opcode;
import dev.weir.core.ws.WsEnd;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HookQueueTest {
    private static final WsEnd CLOSED = new WsEnd(WsEnd.By.CLIENT, 1000, WsEnd.Cause.CLOSE, 0, 0);

    private HookStand stand = new HookStand();

    private static void say(HookStand.Talk talk, String text) {
        talk.queue.onMessage(Opcode.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void tellsMessagesInOrderOneAtATime() {
        HookStand.Talk talk = stand.new Talk("id1", 1000);
        say(talk, "a");
        talk.queue.onMessage(Opcode.BINARY, ByteText.bytes("b"));
        say(talk, "c");
        assertEquals(List.of("a"), stand.message.bodies());
        assertEquals("""
                X-Weir-Event: message
                X-Weir-Id: id1
                Content-Type: text/plain; charset=utf-8
                """, stand.message.last().request().headers().toString());
        stand.message.last().answer(204);
        assertEquals(List.of("a", "b"), stand.message.bodies());
        assertEquals("application/octet-stream", stand.message.last().header("Content-Type"));
        stand.message.last().answer(204);
        assertEquals(List.of("a", "b", "c"), stand.message.bodies());
        assertEquals(List.of(), talk.said);
    }

    @Test
    void sendsBackTheBodyOfA200Alone() {
        HookStand.Talk talk = stand.new Talk("id", 1000);
        say(talk, "");
        stand.message.last().answer(200, "gr\u00fc\u00dfe".getBytes(StandardCharsets.UTF_8));
        say(talk, "");
        stand.message.last().answer(200, ByteText.bytes("bin"), "Content-Type", "Application/Octet-Stream; x=y");
        say(talk, "");
        stand.message.last().answer(200);
        say(talk, "");
        stand.message.last().answer(202, ByteText.bytes("accepted"));
        say(talk, "");
        stand.message.last().answer(500, ByteText.bytes("trouble"));
        say(talk, "");
        stand.message.last().answer(200, new byte[] {'a', (byte) 0xff});
        say(talk, "");
        stand.message.last().answer(200, new byte[] {(byte) 0xc3});
        say(talk, "");
        stand.message.last().caller().onFailure(502, "gone");
        assertEquals(List.of("1 gr\u00fc\u00dfe", "2 bin"), talk.said);
        assertEquals(
                List.of(
                        "MESSAGE OK",
                        "MESSAGE OK",
                        "MESSAGE OK",
                        "MESSAGE OK",
                        "MESSAGE REFUSED",
                        "MESSAGE FAILED",
                        "MESSAGE FAILED",
                        "MESSAGE FAILED"),
                stand.counted);
    }

    @Test
    void asksNothingMoreUntilTheClientHasRoomForTheAnswer() {
        HookStand.Talk talk = stand.new Talk("id", 1000);
        talk.slow = true;
        say(talk, "a");
        say(talk, "b");
        stand.message.last().answer(200, ByteText.bytes("A"));
        assertEquals(List.of("a"), stand.message.bodies());
        talk.end(CLOSED);
        talk.waits.run();
        assertEquals(List.of("a", "b"), stand.message.bodies());
    }

    @Test
    void pausesTheClientWhenManyMessagesWait() {
        HookStand.Talk talk = stand.new Talk("id", 1000);
        for (int i = 0; i < 16; i++) {
            say(talk, "m" + i);
            assertFalse(talk.paused);
        }
        say(talk, "m16");
        assertTrue(talk.paused);
        while (talk.paused) {
            stand.message.last().answer(204);
        }
        assertEquals(9, stand.message.asked.size());
    }

    @Test
    void pausesTheClientWhenManyBytesWait() {
        HookStand.Talk talk = stand.new Talk("id", 1000);
        say(talk, "x".repeat(5000));
        say(talk, "x".repeat(999));
        assertFalse(talk.paused);
        say(talk, "x");
        assertTrue(talk.paused);
        stand.message.last().answer(204);
        assertFalse(talk.paused);
    }

    @Test
    void deliversWhatWaitsThenTheEnd() {
        HookStand.Talk talk = stand.new Talk("id", 1000);
        say(talk, "a");
        say(talk, "b");
        talk.facts().messagesIn = 2;
        talk.facts().messagesOut = 7;
        stand.loop.advance(Duration.ofMillis(61_002));
        talk.end(new WsEnd(WsEnd.By.GATEWAY, 4001, WsEnd.Cause.AGE, 0, 0));
        assertEquals(List.of("a"), stand.message.bodies());
        stand.loop.advance(Duration.ofSeconds(5));
        stand.message.last().answer(200, ByteText.bytes("too late"));
        assertEquals(List.of("a", "b"), stand.message.bodies());
        assertEquals(List.of(), stand.disconnect.bodies());
        stand.message.last().caller().onFailure(502, "gone");
        assertEquals(
                List.of("{\"id\":\"id\",\"code\":4001,\"side\":\"gateway\",\"cause\":\"age\",\"age\":61.002,"
                        + "\"messages_in\":2,\"messages_out\":7}"),
                stand.disconnect.bodies());
        assertEquals("""
                X-Weir-Event: disconnect
                X-Weir-Id: id
                Content-Type: application/json
                """, stand.disconnect.last().request().headers().toString());
        stand.disconnect.last().answer(204);
        assertEquals(List.of(), talk.said);
        assertEquals(List.of("MESSAGE OK", "MESSAGE FAILED", "DISCONNECT OK"), stand.counted);
        assertEquals(0, stand.lanes.open());
    }

    @Test
    void tellsAnEndWithoutMessagesAtOnceAndOnce() {
        HookStand.Talk talk = stand.new Talk("id", 1000);
        talk.end(CLOSED);
        talk.queue.onEnd();
        assertEquals(1, stand.disconnect.asked.size());
    }

    @Test
    void boundsWhatWaitsOnAWorker() {
        stand = new HookStand(new HookLane.Limits(10, 10, 10, 4096));
        HookStand.Talk first = stand.new Talk("first", 1_000_000);
        say(first, "x".repeat(5000));
        assertFalse(first.paused, "what is under way does not keep the next from being read");
        say(first, "b");
        assertTrue(first.paused);
        HookStand.Talk second = stand.new Talk("second", 1_000_000);
        say(second, "c");
        assertFalse(second.paused);
        say(second, "d");
        second.end(CLOSED);
        assertEquals(List.of("MESSAGE DROPPED"), stand.counted);
        stand.message.last().answer(204);
        assertEquals(1, stand.disconnect.asked.size());
        stand.message.asked.get(0).answer(204);
        assertFalse(first.paused);
        stand.message.last().answer(204);
        assertFalse(stand.lanes.of(stand.loop.worker()).isFull());
    }

    @Test
    void boundsTheCallsUnderWayAndTheEndsThatWait() {
        stand = new HookStand(new HookLane.Limits(3, 2, 2, 1_000_000));
        List<HookStand.Talk> talks = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            talks.add(stand.new Talk("id" + i, 1000));
        }
        talks.subList(0, 5).forEach(talk -> talk.end(CLOSED));
        assertEquals(2, stand.disconnect.asked.size());
        assertEquals(List.of("DISCONNECT DROPPED"), stand.counted);
        say(talks.get(5), "a place is left for those who talk");
        assertEquals(1, stand.message.asked.size());
        HookStand.Talk waits = stand.new Talk("id6", 1000);
        say(waits, "no place");
        assertEquals(1, stand.message.asked.size());
        stand.disconnect.last().answer(204);
        assertEquals(2, stand.message.asked.size(), "who talks goes first");
        assertEquals(2, stand.disconnect.asked.size());
        stand.message.asked.get(0).answer(204);
        stand.message.asked.get(1).answer(204);
        assertEquals(3, stand.disconnect.asked.size());
        stand.disconnect.asked.get(0).answer(204);
        assertEquals(4, stand.disconnect.asked.size());
        stand.disconnect.asked.get(2).answer(204);
        stand.disconnect.asked.get(3).answer(204);
        assertEquals(0, stand.lanes.open());
    }
}
