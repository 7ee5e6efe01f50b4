package dev.weir.proxy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.loop.ManualWorker;
import dev.weir.core.loop.MemoryTransport;
import dev.weir.core.ws.WsEnd;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Tunnels between two peers who do anything at any time: bytes are neither lost nor invented, and nothing stays. */
class TunnelFuzzTest {
    private static final int SEEDS = 400;
    private static final int STEPS = 40;

    /** What one peer has sent and been given. */
    private static final class Peer {
        final MemoryTransport transport;
        final byte[] script;
        final ByteArrayOutputStream got = new ByteArrayOutputStream();
        int sent;
        boolean ended;
        boolean broken;

        Peer(MemoryTransport transport, byte[] script) {
            this.transport = transport;
            this.script = script;
        }

        void send(int count) {
            int end = Math.min(script.length, sent + count);
            if (!ended && !broken && end > sent) {
                transport.send(Arrays.copyOfRange(script, sent, end));
                sent = end;
            }
        }

        void take() {
            got.writeBytes(transport.received());
        }

        byte[] all() {
            return Arrays.copyOf(script, sent);
        }
    }

    private final ManualWorker loop = new ManualWorker();
    private Recorder tap;
    private Peer client;
    private Peer upstream;
    private boolean closed;
    private boolean late;

    private static byte[] frames(Random random, boolean masked) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = random.nextInt(60); i >= 0; i--) {
            int length = random.nextInt(10) == 0 ? random.nextInt(80_000) : random.nextInt(300);
            byte[] payload = new byte[length];
            all.writeBytes(masked ? Frames.masked(2, payload) : Frames.plain(2, payload));
        }
        return all.toByteArray();
    }

    private void open(Random random) {
        tap = new Recorder();
        Stand stand = new Stand(
                "location / { proxy_pass http://127.0.0.1:8010; proxy_http_version 1.1;"
                        + " proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; }",
                List.of(tap),
                List.of());
        MemoryTransport to = loop.expectConnect();
        client = new Peer(loop.accept(stand.listener().get()), frames(random, true));
        upstream = new Peer(to, frames(random, false));
        client.transport.send(Frames.HANDSHAKE);
        client.send(random.nextInt(30_000));
        loop.settle();
        to.received();
        to.send(Frames.SWITCHING);
        upstream.send(random.nextInt(30_000));
        loop.settle();
        String first = client.transport.text();
        int head = first.indexOf("\r\n\r\n") + 4;
        client.got.writeBytes(Frames.ascii(first.substring(head)));
        upstream.take();
        closed = false;
        late = false;
    }

    private void step(Random random) {
        Peer peer = random.nextBoolean() ? client : upstream;
        switch (random.nextInt(24)) {
            case 0 -> {
                peer.transport.end();
                peer.ended = true;
            }
            case 1 -> {
                if (random.nextInt(4) == 0) {
                    peer.transport.breakOff();
                    peer.broken = true;
                }
            }
            case 2 -> {
                if (random.nextInt(3) == 0) {
                    tap.session.close(1001, "away", WsEnd.Cause.AGE);
                    closed = true;
                }
            }
            case 3, 4, 5, 6 -> peer.transport.takeOnly(random.nextInt(20_000));
            case 7, 8 -> peer.transport.takeAll();
            case 9, 10, 11 -> loop.turn();
            case 12, 13 -> loop.settle();
            case 14 -> {
                boolean silent = random.nextInt(40) == 0;
                late |= silent;
                loop.advance(Duration.ofMillis(silent ? 70_000 : random.nextInt(500)));
            }
            default -> peer.send(random.nextInt(50_000));
        }
        client.take();
        upstream.take();
    }

    private void comeToRest() {
        client.transport.takeAll();
        upstream.transport.takeAll();
        loop.settle();
        client.take();
        upstream.take();
    }

    private void check(String seed) {
        boolean undisturbed = !closed && !late && !client.broken && !upstream.broken;
        checkPrefix(seed, client, upstream);
        checkPrefix(seed, upstream, client);
        if (undisturbed) {
            assertArrayEquals(client.all(), upstream.got.toByteArray(), seed);
            assertArrayEquals(upstream.all(), client.got.toByteArray(), seed);
            assertEquals(client.ended && !upstream.ended, upstream.transport.isOutputEnded() && !upstream.ended, seed);
            assertEquals(client.sent, tap.session.facts().bytesIn, seed);
            assertEquals(upstream.sent, tap.session.facts().bytesOut, seed);
        }
    }

    /** What the receiver has is what the sender sent, up to where a Close of ours may stand. */
    private void checkPrefix(String seed, Peer sender, Peer receiver) {
        byte[] got = receiver.got.toByteArray();
        byte[] sent = sender.all();
        int same = Arrays.mismatch(got, sent);
        int common = same < 0 ? got.length : same;
        assertTrue(common == got.length || closed && got.length - common <= 20, seed + " invented bytes");
    }

    @Test
    void nothingIsLostAndNothingStays() {
        for (int i = 0; i < SEEDS; i++) {
            Random random = new Random(i);
            String seed = "seed " + i;
            open(random);
            for (int s = 0; s < STEPS; s++) {
                step(random);
            }
            comeToRest();
            check(seed);
            client.transport.end();
            upstream.transport.end();
            loop.settle();
            loop.advance(Duration.ofSeconds(70));
            loop.advance(Duration.ofSeconds(70));
            assertEquals(1, tap.ends.size(), seed);
            assertEquals(0, loop.worker().connections(), seed);
            assertEquals(0, loop.worker().timers(), seed);
            assertEquals(0, loop.worker().buffers().lent(), seed);
        }
    }
}
