package dev.weir.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
        for (int i = 0; i < 5; i++) {
            client(false).send("stranger " + i);
        }
        for (int i = 0; i < 5; i++) {
            client(true).send("known " + i);
        }
        MemoryTransport busy = loop.accept(slow);
        busy.send("busy");
        loop.turn();
        assertEquals(
                List.of(
                        "known 0",
                        "known 1",
                        "known 2",
                        "known 3",
                        "known 4",
                        "busy",
                        "stranger 0",
                        "stranger 1",
                        "stranger 2"),
                read);
        read.clear();
        busy.send("again");
        loop.turn();
        assertEquals(List.of("again", "stranger 3", "stranger 4"), read);
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
