package dev.weir.core.buffer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private final BufferPool pool = new BufferPool(64, 4);
    private final Outbox outbox = new Outbox(pool);
    private final ByteBuffer[] gather = new ByteBuffer[16];
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int room;

    private long drain(ByteBuffer[] buffers, int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            byte[] some = new byte[Math.min(room, buffers[i].remaining())];
            buffers[i].get(some);
            out.writeBytes(some);
            room -= some.length;
            sum += some.length;
        }
        return sum;
    }

    @Test
    void agreesWithAnArrayUnderRandomUse() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        ByteArrayOutputStream model = new ByteArrayOutputStream();
        for (int step = 0; step < 20_000; step++) {
            byte[] bytes = new byte[random.nextInt(4) == 0 ? random.nextInt(500) : random.nextInt(20)];
            random.nextBytes(bytes);
            switch (random.nextInt(3)) {
                case 0 -> {
                    ByteBuffer from = ByteBuffer.wrap(bytes);
                    outbox.append(from);
                    assertEquals(0, from.remaining());
                    model.writeBytes(bytes);
                }
                case 1 -> {
                    outbox.share(ByteBuffer.wrap(bytes).asReadOnlyBuffer());
                    model.writeBytes(bytes);
                }
                default -> {
                    room = random.nextInt(800);
                    outbox.drainTo(this::drain, gather);
                }
            }
            assertEquals(model.size() - out.size(), outbox.bytes(), "seed " + seed);
        }
        room = Integer.MAX_VALUE;
        outbox.drainTo(this::drain, gather);
        assertTrue(outbox.isEmpty());
        assertArrayEquals(model.toByteArray(), out.toByteArray(), "seed " + seed);
        assertEquals(0, pool.lent(), "seed " + seed);
    }

    @Test
    void aSharedBufferServesManyReaders() throws IOException {
        ByteBuffer message = ByteBuffer.wrap("message".getBytes()).asReadOnlyBuffer();
        Outbox other = new Outbox(pool);
        outbox.share(message);
        other.share(message);
        room = 3;
        outbox.drainTo(this::drain, gather);
        room = 100;
        other.drainTo(this::drain, gather);
        outbox.drainTo(this::drain, gather);
        assertEquals("mesmessagesage", out.toString());
    }

    @Test
    void givesAllChunksBackWhenDropped() {
        outbox.append(new byte[1000], 0, 1000);
        outbox.share(ByteBuffer.allocate(10));
        assertTrue(pool.lent() >= 1000 / 64);
        outbox.clear();
        assertEquals(0, pool.lent());
        assertEquals(0, outbox.bytes());
    }

    @Test
    void keepsItsBytesWhenTheDrainBreaks() {
        outbox.append(new byte[100], 0, 100);
        assertThrows(
                IOException.class,
                () -> outbox.drainTo(
                        (buffers, count) -> {
                            throw new IOException("reset");
                        },
                        gather));
        assertEquals(100, outbox.bytes());
        outbox.clear();
        assertEquals(0, pool.lent());
    }
}
