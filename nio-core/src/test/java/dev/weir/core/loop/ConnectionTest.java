package dev.weir.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConnectionTest {
    private final SteppedWorker loop = new SteppedWorker();

    /** Notes what it hears; {@code onEach} may do more. */
    private static class Ear implements Protocol {
        final List<String> heard = new ArrayList<>();
        Connection connection;

        @Override
        public void onAdopted(Connection c) {
            connection = c;
        }

        @Override
        public void onConnected(Connection c) {
            heard.add("connected");
        }

        @Override
        public void onBytes(Connection c, ByteBuffer bytes) {
            heard.add(StandardCharsets.ISO_8859_1.decode(bytes).toString());
        }

        @Override
        public void onEnd(Connection c) {
            heard.add("end");
        }

        @Override
        public void onDrained(Connection c) {
            heard.add("drained");
        }

        @Override
        public void onClosed(Connection c, IOException cause) {
            heard.add("closed" + (cause == null ? "" : " " + cause.getMessage()));
        }
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void anyMixOfWritesArrivesInOrderThroughShortWrites() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Ear ear = new Ear();
        ScriptedTransport peer = loop.adopt(ear);
        StringBuilder expected = new StringBuilder();
        for (int step = 0; step < 5000; step++) {
            String piece = (step + ",").repeat(random.nextInt(30) == 0 ? 5000 : random.nextInt(8));
            switch (random.nextInt(5)) {
                case 0 -> ear.connection.write(text(piece));
                case 1 -> ear.connection.enqueue(text(piece));
                case 2 -> ear.connection.share(text(piece).asReadOnlyBuffer());
                case 3 -> {
                    peer.room(random.nextInt(5000));
                    piece = "";
                }
                default -> {
                    loop.turn();
                    piece = "";
                }
            }
            expected.append(piece);
            assertEquals(expected.length() - peer.written().length(), ear.connection.pending(), "seed " + seed);
        }
        peer.room(Long.MAX_VALUE);
        loop.settle();
        assertEquals(expected.toString(), peer.written(), "seed " + seed);
        assertEquals(0, ear.connection.pending());
        assertEquals(0, loop.worker().buffers().lent());
    }

    @Test
    void whatIsQueuedLeavesAtTheEndOfTheTurn() {
        Ear ear = new Ear();
        ScriptedTransport peer = loop.adopt(ear);
        ear.connection.enqueue(text("a"));
        ear.connection.enqueue(text("b"));
        assertEquals("", peer.written());
        loop.turn();
        assertEquals("ab", peer.written());
        assertEquals(List.of("drained"), ear.heard);
    }

    @Test
    void theFirstOfATurnLeavesAtOnceAndTheOthersTogether() {
        Ear ear = new Ear();
        ScriptedTransport peer = loop.adopt(ear);
        loop.turn();
        for (String text : List.of("a", "b", "c")) {
            ear.connection.enqueue(text(text));
            ear.connection.flushFirst();
            assertEquals("a", peer.written());
        }
        loop.turn();
        assertEquals("abc", peer.written());
        ear.connection.enqueue(text("d"));
        ear.connection.flushFirst();
        assertEquals("abcd", peer.written());
    }

    @Test
    void tellsCongestionAndItsEnd() {
        Ear ear = new Ear();
        ScriptedTransport peer = loop.adopt(ear);
        peer.room(10);
        ear.connection.highMark(100);
        ear.connection.write(text("x".repeat(109)));
        assertFalse(ear.connection.isCongested());
        ear.connection.write(text("x"));
        assertTrue(ear.connection.isCongested());
        peer.room(99);
        loop.settle();
        assertEquals(List.of(), ear.heard);
        peer.room(1);
        loop.settle();
        assertEquals(List.of("drained"), ear.heard);
        loop.settle();
        assertEquals(List.of("drained"), ear.heard);
    }

    @Test
    void closeInACallbackIsToldOnceAndNothingAfterIt() {
        Ear ear = new Ear() {
            @Override
            public void onBytes(Connection c, ByteBuffer bytes) {
                super.onBytes(c, bytes);
                c.enqueue(text("never"));
                c.close();
                c.close();
                c.reset();
                c.write(text("never"));
                c.enqueue(text("never"));
                c.finish();
                heard.add("returned");
            }
        };
        ScriptedTransport peer = loop.adopt(ear);
        peer.send("1");
        peer.send("2");
        peer.end();
        loop.settle();
        assertEquals(List.of("1", "returned", "closed"), ear.heard);
        assertEquals("", peer.written());
        assertFalse(peer.isReset());
        assertEquals(0, loop.worker().connections());
        assertEquals(0, loop.worker().buffers().lent());
    }

    @Test
    void aResetOfThePeerIsToldWithItsCause() {
        Ear ear = new Ear();
        ScriptedTransport peer = loop.adopt(ear);
        peer.room(0);
        ear.connection.write(text("waiting"));
        peer.breakWith(new IOException("Connection reset by peer"));
        loop.settle();
        assertEquals(List.of("closed Connection reset by peer"), ear.heard);
        assertEquals(7, ear.connection.unsent());
        assertEquals(0, loop.worker().buffers().lent());
    }

    @Test
    void finishWaitsForWhatIsQueued() {
        Ear ear = new Ear();
        ScriptedTransport peer = loop.adopt(ear);
        peer.room(2);
        ear.connection.enqueue(text("abc"));
        ear.connection.finish();
        loop.settle();
        assertFalse(peer.isOutputShut());
        peer.room(9);
        loop.settle();
        assertTrue(peer.isOutputShut());
        assertEquals("abc", peer.written());
        peer.send("still heard");
        peer.end();
        loop.settle();
        assertEquals(List.of("drained", "still heard", "end"), ear.heard);
    }

    @Test
    void pausedMeansUnread() {
        Ear ear = new Ear();
        ScriptedTransport peer = loop.adopt(ear);
        ear.connection.pauseReading();
        peer.send("x");
        loop.settle();
        assertTrue(peer.hasUnread());
        ear.connection.resumeReading();
        loop.settle();
        assertEquals(List.of("x"), ear.heard);
    }

    @Test
    void aFaultInAnyCallbackKillsThatConnectionOnly() {
        for (String where : List.of("adopted", "bytes", "end", "drained", "deferred", "closed")) {
            Ear bad = new Ear() {
                private void fail(String here) {
                    if (where.equals(here)) {
                        throw new IllegalStateException("on purpose, in " + here);
                    }
                }

                @Override
                public void onAdopted(Connection c) {
                    super.onAdopted(c);
                    fail("adopted");
                }

                @Override
                public void onBytes(Connection c, ByteBuffer bytes) {
                    c.defer(() -> fail("deferred"));
                    fail("bytes");
                    c.enqueue(text("answer"));
                }

                @Override
                public void onDrained(Connection c) {
                    fail("drained");
                }

                @Override
                public void onEnd(Connection c) {
                    fail("end");
                    c.close();
                }

                @Override
                public void onClosed(Connection c, IOException cause) {
                    super.onClosed(c, cause);
                    fail("closed");
                }
            };
            Ear good = new Ear();
            ScriptedTransport goodPeer = loop.adopt(good);
            ScriptedTransport badPeer = loop.adopt(bad);
            badPeer.send("x");
            goodPeer.send("y");
            badPeer.end();
            loop.settle();
            assertTrue(badPeer.isClosed(), where);
            assertEquals(
                    1, bad.heard.stream().filter(h -> h.startsWith("closed")).count(), where);
            assertEquals(List.of("y"), good.heard, where);
            good.connection.close();
            loop.settle();
            assertEquals(0, loop.worker().connections(), where);
        }
    }

    @Test
    void whatIsWrittenBeforeAConnectSucceedsLeavesAfterIt() throws IOException {
        Ear ear = new Ear();
        Connection connection = loop.worker().connect(null, null, ear);
        connection.enqueue(text("early"));
        connection.write(text(" bird"));
        connection.flush();
        loop.settle();
        assertEquals(List.of("connected", "drained"), ear.heard);
        assertEquals(0, connection.pending());
    }

    @Test
    void aTransportThatCannotBeRegisteredIsClosedAndNotCounted() {
        ScriptedTransport transport = new ScriptedTransport() {
            @Override
            public void attach(Connection owner) throws IOException {
                throw new IOException("no descriptor");
            }
        };
        assertThrows(IOException.class, () -> loop.worker().adopt(transport, new Ear()));
        assertTrue(transport.isClosed());
        assertEquals(0, loop.worker().connections());
    }
}
