package dev.weir.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SparesTest {
    private final ManualWorker loop = new ManualWorker();

    private static final Protocol QUIET = new Protocol() {
        @Override
        public void onBytes(Connection connection, ByteBuffer bytes) {
            bytes.position(bytes.limit());
        }

        @Override
        public void onEnd(Connection connection) {
            connection.close();
        }

        @Override
        public void onClosed(Connection connection, IOException cause) {
            assertTrue(connection.isClosed());
        }
    };

    /** One that came a second after the one before. */
    private MemoryTransport next() {
        loop.advance(Duration.ofSeconds(1));
        return loop.accept(QUIET);
    }

    private MemoryTransport spare(boolean known) {
        MemoryTransport transport = next();
        transport.connection().mayGo(known);
        return transport;
    }

    private int close(int count) {
        loop.advance(Duration.ofMillis(100));
        int closed = loop.worker().closeSpares(count);
        loop.settle();
        return closed;
    }

    @Test
    void whoHasWaitedLongestGoes() {
        MemoryTransport first = spare(true);
        MemoryTransport second = spare(true);
        MemoryTransport third = spare(true);
        first.connection().mayGo(true);
        assertEquals(1, close(1));
        assertTrue(second.isClosed(), "the first has begun to wait anew");
        assertEquals(1, close(1));
        assertTrue(third.isClosed());
        assertFalse(first.isClosed());
    }

    @Test
    void whoIsNeededStays() {
        MemoryTransport needed = spare(true);
        MemoryTransport never = next();
        MemoryTransport gone = spare(false);
        needed.connection().mustStay();
        gone.connection().close();
        assertEquals(0, close(10));
        assertFalse(needed.isClosed());
        assertFalse(never.isClosed());
        assertEquals(2, loop.worker().connections());
    }

    @Test
    void strangersHaveAnEighthOfTheTime() {
        MemoryTransport known = spare(true);
        for (int i = 0; i < 6; i++) {
            next();
        }
        MemoryTransport stranger = spare(false);
        assertEquals(1, close(1));
        assertTrue(known.isClosed(), "it has waited for 7 s, the stranger not at all");
        MemoryTransport other = spare(true);
        assertEquals(1, close(1));
        assertTrue(stranger.isClosed());
        assertFalse(other.isClosed());
    }

    @Test
    void whoHasJustComeIsLeftAlone() {
        MemoryTransport young = spare(false);
        assertEquals(0, loop.worker().closeSpares(1));
        assertEquals(1, close(1));
        assertTrue(young.isClosed());
    }

    /** A newcomer that a long turn has taken in at its end has had no time to ask for anything. */
    @Test
    void aLongTurnIsNoTimeToAsk() {
        MemoryTransport young = next();
        loop.worker().post(() -> {
            loop.clock().advance(Duration.ofMillis(100));
            young.connection().mayGo(false);
        });
        loop.turn();
        loop.turn();
        assertEquals(0, loop.worker().closeSpares(1));
        assertFalse(loop.worker().spares().isEmpty(), "it may go in a moment");
        assertEquals(1, close(1));
        assertTrue(loop.worker().spares().isEmpty());
    }

    @Test
    void noMoreGoThanThereAre() {
        spare(true);
        spare(false);
        assertEquals(2, close(5));
        assertEquals(0, loop.worker().connections());
        assertEquals(0, close(5));
    }
}
