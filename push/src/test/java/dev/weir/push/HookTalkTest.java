package dev.weir.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.ws.PushTap;
import dev.weir.core.ws.WsEnd;
import dev.weir.testkit.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Messages for a hook that come in parts. */
class HookTalkTest {
    private static final int MOST = 100_000;

    private final AskedBackend backend = new AskedBackend();
    private final HookLanes lanes = new HookLanes(1, new HookLane.Limits(512, 256, 100, MOST));
    private final PushStand stand = new PushStand(1)
            .hooks(new Hooks(null, new Hook(PushTap.HookEvent.MESSAGE, backend, lanes, PushTap.NONE), null));
    private final HookLane lane = lanes.of(stand.worker(0));

    @AfterEach
    void nothingIsLeft() {
        stand.loops.forEach(loop -> loop.worker().forEach(connection -> connection.close()));
        stand.settle();
        assertEquals(0, lane.partBytes());
    }

    private static Frame part(int opcode, boolean fin, int length) {
        return new Frame(fin, 0, opcode, true, "x".repeat(length));
    }

    @Test
    void arePutTogetherAndHeldNoLonger() {
        PushPeer peer = stand.open(0);
        peer.send(part(Frame.TEXT, false, 20_000));
        peer.send(part(Frame.CONTINUATION, false, 0));
        assertEquals(20_000, lane.partBytes());
        peer.send(part(Frame.CONTINUATION, true, 10));
        assertEquals(0, lane.partBytes());
        assertEquals(20_010, backend.last().request().body().length);
    }

    @Test
    void ofManyClientsStayWithinABound() {
        List<PushPeer> peers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            PushPeer peer = stand.open(0);
            peers.add(peer);
            peer.send(part(Frame.BINARY, false, 30_000));
            assertTrue(lane.partBytes() <= MOST);
        }
        List<Integer> codes = new ArrayList<>();
        for (PushPeer peer : peers) {
            for (Frame frame : peer.received()) {
                codes.add(frame.payload().charAt(0) << 8 | frame.payload().charAt(1));
            }
        }
        assertEquals(List.of(1013, 1013, 1013, 1013, 1013, 1013, 1013), codes);
        peers.get(0).wire.breakOff();
        stand.settle();
        assertEquals(60_000, lane.partBytes());
        PushPeer next = stand.open(0);
        next.send(part(Frame.BINARY, false, 30_000));
        next.send(part(Frame.CONTINUATION, true, 10));
        assertEquals(30_010, backend.last().request().body().length);
        stand.advance(Duration.ofSeconds(6));
        assertEquals(
                7,
                stand.ends.stream()
                        .filter(end -> end.cause() == WsEnd.Cause.LIMIT)
                        .count());
    }
}
