package dev.weir.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StrangersTest {
    private final ManualWorker loop = new ManualWorker();
    private final List<String> read = new ArrayList<>();

    /** Takes a millisecond for each read. */
    private final Protocol slow = new Protocol() {
        @Override
        public void onBytes(Connection connection, ByteBuffer bytes) {
            loop.clock().advance(Duration.ofMillis(1));
            read.add(StandardCharsets.ISO_8859_1.decode(bytes).toString());
        }

        @Override
        public void onEnd(Connection connection) {
            connection.close();
        }

        @Override
        public void onClosed(Connection connection, IOException cause) {
            read.add("closed");
        }
    };

    private MemoryTransport client(boolean known) {
        MemoryTransport client = loop.accept(slow);
        client.connection().mayGo(known);
        return client;
    }

    @Test
    void areServedAfterAllOthersAndALittleEachTurn() {
        for (int i = 0; i < 20; i++) {
            client(false).send("stranger " + i);
        }
        client(true).send("known");
        MemoryTransport busy = loop.accept(slow);
        busy.send("busy");
        loop.turn();
        assertEquals(18, read.size(), "two who are known and, taking a millisecond each, the least number of others");
        assertEquals(List.of("known", "busy", "stranger 0", "stranger 1"), read.subList(0, 4));
        read.clear();
        busy.send("again");
        loop.turn();
        assertEquals(List.of("again", "stranger 16", "stranger 17", "stranger 18", "stranger 19"), read);
    }

    @Test
    void whoHadToWaitForUsIsNotTheNextToGo() {
        MemoryTransport silent = client(false);
        for (int i = 0; i < 16; i++) {
            client(false).send("stranger");
        }
        MemoryTransport late = client(false);
        late.send("request");
        loop.clock().advance(Duration.ofSeconds(1));
        loop.turn();
        assertEquals(16, read.size(), "all but the late one");
        loop.clock().advance(Duration.ofMillis(60));
        assertEquals(17, loop.worker().closeSpares(17));
        assertFalse(late.isClosed());
        assertTrue(silent.isClosed());
    }

    @Test
    void whoIsKnownMeanwhileIsNoStranger() {
        MemoryTransport client = client(false);
        client.connection().mustStay();
        for (int i = 0; i < 5; i++) {
            client(false).send("stranger");
        }
        client.send("request");
        loop.turn();
        assertEquals("request", read.get(0));
    }

    @Test
    void whoWasClosedBeforeItsTurnHearsNothingMore() {
        MemoryTransport known = loop.accept(new Protocol() {
            @Override
            public void onBytes(Connection connection, ByteBuffer bytes) {
                bytes.position(bytes.limit());
                loop.worker().forEach(each -> {
                    if (each != connection) {
                        each.close();
                    }
                });
            }

            @Override
            public void onEnd(Connection connection) {
                connection.close();
            }

            @Override
            public void onClosed(Connection connection, IOException cause) {
                read.add("closed");
            }
        });
        client(false).send("stranger");
        known.send("close them");
        loop.turn();
        assertEquals(List.of("closed"), read);
    }
}
