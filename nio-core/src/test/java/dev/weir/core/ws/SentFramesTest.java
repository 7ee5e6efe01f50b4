package dev.weir.core.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SentFramesTest {
    private static final int[] LENGTHS = {0, 5, 125, 126, 65_535, 65_536};

    private final ArrayDeque<Object> waiting = new ArrayDeque<>();
    private final SentFrames frames = new SentFrames(() -> waiting);
    private final FrameFacts facts = new FrameFacts();
    private final List<String> seen = new ArrayList<>();
    private long queued;

    private final Receipt receipt = new Receipt() {
        @Override
        public void onWritten(WsEndpoint endpoint) {
            seen.add("written");
        }

        @Override
        public void onLost(WsEndpoint endpoint) {
            seen.add("lost");
        }
    };

    private void add(int opcode, boolean fin, int length) {
        frames.add(opcode, fin, length, opcode == Opcode.CLOSE ? 1000 : 0, receipt);
        queued += FrameWriter.headerLength(length, false) + length;
    }

    private int left(long taken) {
        return frames.onPending(queued - taken, facts, (frame, r) -> {
            String message = frame.messageOpcode + ":" + frame.messageLength;
            seen.add(frame.opcode + (frame.fin ? "" : "+") + " " + frame.payloadLength + " " + message + " "
                    + frame.closeCode);
            r.onWritten(null);
        });
    }

    private List<String> frameLines() {
        return seen.stream().filter(line -> line.indexOf(' ') > 0).toList();
    }

    @Test
    void aFrameCountsWithItsLastByte() {
        List<Long> ends = new ArrayList<>();
        for (int length : LENGTHS) {
            add(Opcode.BINARY, true, length);
            ends.add(queued);
        }
        long total = 0;
        for (long end : ends) {
            int before = frameLines().size();
            total += left(end - 1);
            assertEquals(before, frameLines().size());
            assertEquals(1, left(end));
            total++;
            assertEquals(before + 1, frameLines().size());
            assertEquals(0, frames.incompleteBytes());
        }
        assertEquals(queued, total);
        assertEquals(0, frames.count());
        assertEquals(0, waiting.size());
        assertEquals(0, frames.heldBytes());
    }

    @Test
    void oneWriteMayTakeManyAndPartOfTheNext() {
        for (int i = 0; i < 10; i++) {
            add(Opcode.TEXT, true, 8);
        }
        assertEquals(35, left(35));
        assertEquals(3, frameLines().size());
        assertEquals(5, frames.incompleteBytes());
        assertEquals(70, frames.heldBytes(), "the fourth is held whole");
        assertEquals(7, frames.count());
        assertEquals(0, left(35));
        seen.clear();
        frames.clear(null);
        assertEquals(List.of("lost", "lost", "lost", "lost", "lost", "lost", "lost"), seen);
        assertEquals(5, frames.incompleteBytes());
    }

    /** The head of the 101 waits before the first frame. */
    @Test
    void whatWaitsBeforeTheFirstFrameIsNoPartOfIt() {
        add(Opcode.TEXT, true, 8);
        assertEquals(0, left(-129));
        assertEquals(0, left(-1));
        assertEquals(0, left(0));
        assertEquals(10, left(10));
        assertEquals(List.of("1 8 1:8 0", "written"), seen);
    }

    @Test
    void fragmentsAddUpAroundControlFrames() {
        add(Opcode.TEXT, false, 3);
        add(Opcode.PING, true, 8);
        add(Opcode.CONTINUATION, false, 4);
        add(Opcode.CONTINUATION, true, 5);
        add(Opcode.BINARY, true, 6);
        add(Opcode.CLOSE, true, 2);
        left(queued);
        assertEquals(
                List.of("1+ 3 1:-1 0", "9 8 9:-1 0", "0+ 4 1:-1 0", "0 5 1:12 0", "2 6 2:6 0", "8 2 8:-1 1000"),
                frameLines());
    }
}
