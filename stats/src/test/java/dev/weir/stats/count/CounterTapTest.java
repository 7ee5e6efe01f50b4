package dev.weir.stats.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.ws.FrameFacts;
import dev.weir.core.ws.FrameTap;
import dev.weir.core.ws.Opcode;
import dev.weir.core.ws.Side;
import dev.weir.core.ws.WsEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CounterTapTest {
    private final CounterBoard board = new CounterBoard(3);
    private final CounterTap.Factory factory = new CounterTap.Factory(board);

    @Test
    void countsEachDirectionOnItsOwn() {
        FrameTap tap = factory.open(1);
        tap.onFrame(null, Side.CLIENT, frame(Opcode.TEXT, 10, 10));
        tap.onFrame(null, Side.CLIENT, frame(Opcode.TEXT, 5, -1));
        tap.onFrame(null, Side.CLIENT, frame(Opcode.CONTINUATION, 7, 12));
        tap.onFrame(null, Side.UPSTREAM, frame(Opcode.PING, 3, -1));
        tap.onBytes(null, Side.CLIENT, 40);
        tap.onBytes(null, Side.UPSTREAM, 5);
        assertEquals(3, board.sum(Counter.FRAMES_IN));
        assertEquals(22, board.sum(Counter.PAYLOAD_IN));
        assertEquals(40, board.sum(Counter.BYTES_IN));
        assertEquals(2, board.sum(Counter.MESSAGES_IN));
        assertEquals(2, board.sum(Counter.TEXT_IN));
        assertEquals(1, board.sum(Counter.CONTINUATION_IN));
        assertEquals(1, board.sum(Counter.FRAMES_OUT));
        assertEquals(3, board.sum(Counter.PAYLOAD_OUT));
        assertEquals(5, board.sum(Counter.BYTES_OUT));
        assertEquals(0, board.sum(Counter.MESSAGES_OUT));
        assertEquals(1, board.sum(Counter.PING_OUT));
    }

    /** A message in fragments counts once, with its whole size; one that never ends counts for nothing. */
    @Test
    void sizesAreThoseOfMessages() {
        FrameTap tap = factory.open(1);
        tap.onFrame(null, Side.CLIENT, frame(Opcode.TEXT, 300, -1));
        tap.onFrame(null, Side.CLIENT, frame(Opcode.PING, 100, -1));
        tap.onFrame(null, Side.CLIENT, frame(Opcode.CONTINUATION, 0, -1));
        tap.onFrame(null, Side.CLIENT, frame(Opcode.CONTINUATION, 724, 1024));
        tap.onFrame(null, Side.CLIENT, frame(Opcode.BINARY, 1025, 1025));
        tap.onFrame(null, Side.CLIENT, frame(Opcode.BINARY, 0, 0));
        tap.onFrame(null, Side.CLIENT, frame(Opcode.TEXT, 5000, -1));
        HistogramReading sizes = board.read(Histogram.MESSAGE_SIZE_IN);
        assertEquals(3, sizes.count());
        assertEquals(2049, sizes.sum());
        assertEquals(1, sizes.count(0));
        assertEquals(1, sizes.count(FrameKinds.SIZES.indexOf(1024)));
        assertEquals(1, sizes.count(FrameKinds.SIZES.indexOf(1025)));
        assertEquals(0, board.read(Histogram.MESSAGE_SIZE_OUT).count());
        assertEquals(2, board.sum(Counter.TEXT_IN));
        assertEquals(2, board.sum(Counter.CONTINUATION_IN));
        assertEquals(2, board.sum(Counter.BINARY_IN));
        assertEquals(7, board.sum(Counter.FRAMES_IN));
        assertEquals(7149, board.sum(Counter.PAYLOAD_IN));
    }

    /** Prometheus takes a sum that falls for a restart. A message that is under way is in none of the sums. */
    @Test
    void theSumOfSizesNeverFalls() throws Exception {
        int pieces = 50;
        AtomicBoolean done = new AtomicBoolean();
        AtomicLong messages = new AtomicLong();
        Thread writer = new Thread(() -> {
            FrameTap tap = factory.open(2, new Route("s", "/", "u", "p"), () -> 1);
            while (!done.get()) {
                tap.onFrame(null, Side.CLIENT, frame(Opcode.BINARY, 1000, -1));
                for (int i = 2; i < pieces; i++) {
                    tap.onFrame(null, Side.CLIENT, frame(Opcode.CONTINUATION, 1000, -1));
                }
                tap.onFrame(null, Side.CLIENT, frame(Opcode.CONTINUATION, 1000, 1000 * pieces));
                messages.incrementAndGet();
            }
        });
        writer.start();
        long before = 0;
        int readings = 0;
        try {
            while (messages.get() < 20_000 || readings < 20_000) {
                long sum = board.read(Histogram.MESSAGE_SIZE_IN).sum();
                long falls = before - sum;
                assertTrue(falls <= 0, () -> "fell by " + falls);
                assertEquals(0, sum % (1000 * pieces));
                before = sum;
                readings++;
            }
        } finally {
            done.set(true);
            writer.join();
        }
        assertEquals(
                1000L * pieces * messages.get(),
                board.read(Histogram.MESSAGE_SIZE_IN).sum());
    }

    /** A ping that passes is timed until the pong of the side it went to; pongs that answer nothing are not. */
    @Test
    void timesPingsThatPass() {
        AtomicLong clock = new AtomicLong(1000);
        FrameTap tap = factory.open(0, new Route("s", "/", "u", "p"), clock::get);
        tap.onFrame(null, Side.UPSTREAM, frame(Opcode.PONG, 0, -1));
        tap.onFrame(null, Side.CLIENT, frame(Opcode.PING, 0, -1));
        clock.set(1500);
        tap.onFrame(null, Side.CLIENT, frame(Opcode.PONG, 0, -1));
        tap.onFrame(null, Side.CLIENT, frame(Opcode.PING, 0, -1));
        clock.set(4000);
        tap.onFrame(null, Side.UPSTREAM, frame(Opcode.PONG, 0, -1));
        tap.onFrame(null, Side.UPSTREAM, frame(Opcode.PONG, 0, -1));
        assertEquals(1, board.read(Histogram.PING_UPSTREAM).count());
        assertEquals(3000, board.read(Histogram.PING_UPSTREAM).sum());
        assertEquals(0, board.read(Histogram.PING_CLIENT).count());
        tap.onRoundTrip(null, Side.CLIENT, 77);
        assertEquals(77, board.read(Histogram.PING_CLIENT).sum());
        clock.set(2_000_001_000);
        tap.onClose(null, new WsEnd(WsEnd.By.CLIENT, 1000, WsEnd.Cause.CLOSE, 0, 0));
        assertEquals(2000, board.read(Histogram.SESSION).sum());
    }

    @Test
    void countsEveryOpcode() {
        FrameTap tap = factory.open(0);
        for (int opcode = 0; opcode < 16; opcode++) {
            tap.onFrame(null, Side.CLIENT, frame(opcode, 0, -1));
        }
        for (Counter known : List.of(
                Counter.CONTINUATION_IN,
                Counter.TEXT_IN,
                Counter.BINARY_IN,
                Counter.CLOSE_IN,
                Counter.PING_IN,
                Counter.PONG_IN)) {
            assertEquals(1, board.sum(known), known.name());
        }
        assertEquals(10, board.sum(Counter.RESERVED_IN));
    }

    @Test
    void isAtZeroWhenAllAreClosed() {
        List<FrameTap> taps = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            taps.add(factory.open(i % 3));
        }
        assertEquals(30, board.activeWebSockets());
        for (FrameTap tap : taps) {
            tap.onClose(null, new WsEnd(WsEnd.By.CLIENT, 1000, WsEnd.Cause.CLOSE, 0, 0));
        }
        assertEquals(0, board.activeWebSockets());
        assertEquals(30, board.sumClose(WsEnd.By.CLIENT, CloseLabels.indexOf(1000)));
    }

    /** FAULTS 4: what a cut-off frame announced counts for nothing, the bytes that came do. */
    @Test
    void reportsFramesThatWereCutOff() {
        FrameTap tap = factory.open(0);
        tap.onBytes(null, Side.CLIENT, 15);
        tap.onClose(null, new WsEnd(WsEnd.By.CLIENT, 1006, WsEnd.Cause.RESET, 15, 0));
        assertEquals(0, board.sum(Counter.FRAMES_IN));
        assertEquals(0, board.sum(Counter.PAYLOAD_IN));
        assertEquals(1, board.sum(Counter.INCOMPLETE_FRAMES_IN));
        assertEquals(15, board.sum(Counter.INCOMPLETE_BYTES_IN));
        assertEquals(0, board.sum(Counter.INCOMPLETE_FRAMES_OUT));
    }

    @Test
    void labelsEveryCode() {
        assertEquals("1000", CloseLabels.text(CloseLabels.indexOf(1000)));
        assertEquals("1015", CloseLabels.text(CloseLabels.indexOf(1015)));
        assertEquals("4001", CloseLabels.text(CloseLabels.indexOf(4001)));
        assertEquals("3000-3999", CloseLabels.text(CloseLabels.indexOf(3500)));
        assertEquals("4000-4999", CloseLabels.text(CloseLabels.indexOf(4999)));
        for (int code : new int[] {0, 999, 1016, 2999, 5000, 65_535, -1}) {
            assertEquals("other", CloseLabels.text(CloseLabels.indexOf(code)), "code " + code);
        }
    }

    /** Workers add while others read: in the end the sums are the truth, and no reading ever goes back. */
    @Test
    void sumsTheTruth() throws Exception {
        long[] frames = new long[3];
        long[] payload = new long[3];
        AtomicBoolean done = new AtomicBoolean();
        List<Thread> workers = new ArrayList<>();
        for (int w = 0; w < 3; w++) {
            int worker = w;
            workers.add(new Thread(() -> {
                Random random = new Random(worker);
                FrameTap tap = factory.open(worker);
                for (int i = 0; i < 300_000; i++) {
                    int size = random.nextInt(1000);
                    tap.onFrame(null, Side.CLIENT, frame(Opcode.TEXT, size, size));
                    frames[worker]++;
                    payload[worker] += size;
                }
                tap.onClose(null, new WsEnd(WsEnd.By.CLIENT, 1000, WsEnd.Cause.CLOSE, 0, 0));
            }));
        }
        List<String> backward = new ArrayList<>();
        Thread reader = new Thread(() -> {
            long last = 0;
            while (!done.get()) {
                long now = board.sum(Counter.FRAMES_IN);
                if (now < last || board.activeWebSockets() < 0) {
                    backward.add(last + " then " + now);
                }
                last = now;
            }
        });
        reader.start();
        workers.forEach(Thread::start);
        for (Thread worker : workers) {
            worker.join();
        }
        done.set(true);
        reader.join();
        assertTrue(backward.isEmpty(), backward.toString());
        assertEquals(frames[0] + frames[1] + frames[2], board.sum(Counter.FRAMES_IN));
        assertEquals(payload[0] + payload[1] + payload[2], board.sum(Counter.PAYLOAD_IN));
        assertEquals(0, board.activeWebSockets());
    }

    @Test
    void keepsWhatWasCountedWhenItGrows() {
        factory.open(2);
        board.grow(5);
        factory.open(4);
        assertEquals(2, board.activeWebSockets());
        assertEquals(5, board.workers());
    }

    private static FrameFacts frame(int opcode, long size, long messageSize) {
        FrameFacts frame = new FrameFacts();
        frame.opcode = opcode;
        frame.payloadLength = size;
        frame.messageLength = messageSize;
        return frame;
    }
}
