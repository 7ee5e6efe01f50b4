package dev.weir.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A client that pings and does not read. */
class PingFloodTest {
    private static final int IN_ONE_READ = 5000;

    private final PushStand stand = new PushStand(1);
    private final PushPeer peer = stand.open(0);

    private void ping(int from, int count) {
        List<Frame> pings = new ArrayList<>();
        IntStream.range(from, from + count)
                .forEach(i -> pings.add(Frame.fromClient(Frame.PING, String.format("%04d", i))));
        peer.wire.send(Frame.join(pings));
        stand.settle();
    }

    private static List<String> pongs(List<Frame> frames) {
        return frames.stream()
                .filter(f -> f.opcode() == Frame.PONG)
                .map(Frame::payload)
                .toList();
    }

    @Test
    void takesNoMoreMemoryThanAFewPongs() {
        peer.wire.takeOnly(0);
        long most = 0;
        for (int read = 0; read < 20; read++) {
            ping(0, IN_ONE_READ);
            most = Math.max(most, peer.client().endpoint().unsentFrames());
        }
        assertTrue(most <= 257, most + " frames wait");
    }

    @Test
    void hearsOfItsLastPingWhenItReadsAgain() {
        peer.wire.takeOnly(0);
        ping(0, 1000);
        peer.wire.takeAll();
        stand.settle();
        List<String> heard = pongs(peer.received());
        assertEquals("0000", heard.get(0));
        assertEquals("0999", heard.get(heard.size() - 1));
        ping(1000, 3);
        assertEquals(List.of("1000", "1001", "1002"), pongs(peer.received()));
    }

    @Test
    void isAnsweredEachTimeAsLongAsItReads() {
        ping(0, 200);
        assertEquals(200, pongs(peer.received()).size());
    }

    @Test
    void theDebtEndsWithTheClose() {
        peer.wire.takeOnly(0);
        ping(0, 1000);
        peer.send(Frame.fromClient(Frame.CLOSE, Frame.closePayload(1000, "")));
        peer.wire.takeAll();
        stand.settle();
        List<Frame> frames = peer.received();
        assertEquals(Frame.CLOSE, frames.get(frames.size() - 1).opcode());
        assertTrue(peer.wire.isOutputEnded());
    }
}
