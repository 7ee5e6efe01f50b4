package dev.weir.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.OneLocation;
import dev.weir.core.loop.ManualWorker;
import dev.weir.core.loop.MemoryTransport;
import dev.weir.core.ws.FrameWriter;
import dev.weir.core.ws.Handshake;
import dev.weir.core.ws.PushTap;
import dev.weir.core.ws.WsOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An endpoint that does not read for a while. */
class RestingEndpointTest {
    private static final long SECOND = 1_000_000_000L;
    private static final WsOptions.Allowance ONE_A_SECOND = new WsOptions.Allowance(1, Duration.ofSeconds(1), 1);
    private static final Duration TICK = Duration.ofMillis(500);

    private final ManualWorker loop = new ManualWorker();
    private final List<String> heard = new ArrayList<>();
    private WsOptions.Allowance messages = WsOptions.Allowance.NONE;
    private EndpointProtocol protocol;
    private MemoryTransport wire;

    /** An endpoint that pings after 1 s, waits 1 s for the pong, and lets nobody be silent for 3 s. */
    private void open() {
        wire = loop.accept(OneLocation.of(this::accept).get());
        wire.send("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        loop.settle();
        wire.received();
    }

    private void accept(Exchange exchange) {
        EndpointOptions options = new EndpointOptions(
                SECOND,
                SECOND,
                3 * SECOND,
                60 * SECOND,
                1000,
                new WsOptions.SendQueue(1000, WsOptions.Full.CLOSE),
                new WsOptions.Rate(messages, WsOptions.Allowance.NONE, false),
                new Deflating(new Deflating.Rule(false, 0, false), new DeflatePools(1)));
        protocol = new EndpointProtocol(
                exchange,
                (endpoint, opcode, part, first, last) -> {
                    heard.add("" + part.remaining());
                    part.position(part.limit());
                },
                options,
                new QueueBudget(PushTap.NONE, Long.MAX_VALUE));
        exchange.upgrade(protocol.acceptance(Handshake.acceptance(exchange.request())), protocol);
    }

    private void say(int length) {
        ByteBuffer frame = ByteBuffer.allocate(length + FrameWriter.LONGEST_HEADER);
        FrameWriter.maskedFrame(frame, 2, ByteBuffer.allocate(length), 0x1234);
        byte[] bytes = new byte[frame.flip().remaining()];
        frame.get(bytes);
        wire.send(bytes);
        loop.settle();
    }

    private void pass(int ticks) {
        for (int i = 0; i < ticks; i++) {
            loop.advance(TICK);
        }
    }

    @Test
    void doesNotTakeItsOwnRestForTheClientsSilence() {
        open();
        protocol.hold();
        say(1);
        pass(20);
        assertEquals(0, wire.received().length);
        assertEquals(List.of(), heard);
        protocol.release();
        loop.settle();
        assertEquals(List.of("1"), heard);
        pass(3);
        assertEquals(0x89, wire.received()[0] & 0xff, "a ping, since now the client is silent");
        pass(3);
        assertEquals(0x88, wire.received()[0] & 0xff);
    }

    @Test
    void readsOnWhenTheRateAllowsIt() {
        messages = ONE_A_SECOND;
        open();
        for (int i = 0; i < 6; i++) {
            say(i);
        }
        assertTrue(heard.size() < 6, heard.toString());
        assertFalse(wire.isRead());
        for (int i = 0; i < 20 && heard.size() < 6; i++) {
            pass(1);
        }
        assertEquals(List.of("0", "1", "2", "3", "4", "5"), heard);
        assertEquals(0, wire.received().length, "neither a ping nor a Close");
    }

    @Test
    void staysAtRestAsLongAsOneReasonIsLeft() {
        messages = ONE_A_SECOND;
        open();
        say(1);
        say(2);
        assertFalse(wire.isRead());
        protocol.hold();
        protocol.release();
        assertFalse(wire.isRead());
        protocol.hold();
        pass(10);
        assertFalse(wire.isRead());
        protocol.release();
        assertTrue(wire.isRead());
    }
}
