package dev.weir.stats.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.Exchange;
import dev.weir.core.loop.Clock;
import dev.weir.core.ws.FrameTap;
import dev.weir.core.ws.Opcode;
import dev.weir.core.ws.Side;
import dev.weir.stats.Blocks;
import dev.weir.stats.FakeSession;
import dev.weir.stats.Gateway;
import dev.weir.stats.count.Counter;
import dev.weir.stats.count.CounterBoard;
import dev.weir.stats.count.CounterTap;
import dev.weir.testkit.AllocationGuard;
import java.nio.file.Path;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FAULTS 11: a logged frame may leave nothing behind, neither where it is told nor where it is rendered. */
class ProducerAllocationTest {
    private static final String FORMAT = "$time_local $time_iso8601 $msec $remote_addr \"$request\" $ws_packet_source "
            + "$ws_opcode $ws_fin $ws_payload_size $ws_message_size $ws_conn_age $ws_frames_in $ws_bytes_out "
            + "$ws_rtt $ws_queue_size";

    @TempDir
    Path folder;

    @Test
    void tellingOfAFrameAllocatesNothing() throws Exception {
        LogDispatcher dispatcher = new LogDispatcher(Clock.SYSTEM, folder, 1024);
        Blocks.Bound bound = Blocks.inServer(folder, "ws_log /dev/null; ws_log_format '" + FORMAT + "';");
        List<FrameTap.Factory> taps = bound.parts(FrameTap.Factory.class, dispatcher);
        dispatcher.start();
        try (Gateway gateway = Gateway.holding(1)) {
            Exchange exchange = gateway.exchange();
            long bytes = Gateway.on(exchange, x -> {
                FakeSession session = new FakeSession(x).open(taps.get(0));
                // The first lap gives each slot its totals.
                return AllocationGuard.bytesOf(5_000, () -> session.frame(Side.CLIENT, Opcode.TEXT, 100));
            });
            assertEquals(0, bytes);
        }
        dispatcher.stop();
    }

    @Test
    void countingAFrameAllocatesNothing() throws Exception {
        CounterBoard board = new CounterBoard(1);
        Blocks.Bound bound = Blocks.inServer(folder, "ws_stat_zone a; ws_stat_zone b key=$host;");
        List<FrameTap.Factory> zones = bound.assembly(null)
                .with(CounterBoard.class, board)
                .parts(FrameTap.Factory.class, bound.location(), bound.catalog());
        board.zones().enter();
        try (Gateway gateway = Gateway.holding(1)) {
            Exchange exchange = gateway.exchange();
            long bytes = Gateway.on(exchange, x -> {
                FakeSession session = new FakeSession(x).open(new CounterTap.Factory(board));
                assertNull(zones.get(0).open(session), "a zone needs no tap of its own");
                return AllocationGuard.bytesOf(5_000, () -> {
                    session.frame(Side.CLIENT, Opcode.TEXT, 100);
                    session.frame(Side.CLIENT, Opcode.PING, 0);
                    session.frame(Side.CLIENT, Opcode.BINARY, false, 100, -1, Opcode.BINARY);
                    session.bytes(Side.UPSTREAM, 100);
                });
            });
            assertEquals(0, bytes);
            assertTrue(board.sum(Counter.FRAMES_IN) >= 15_000);
        }
    }

    @Test
    void renderingALineAllocatesNothing() throws Exception {
        FrameFormat format = FrameFormat.of(Blocks.variables().compile(FORMAT), Escape.DEFAULT);
        FrameEvent event = new FrameEvent();
        try (Gateway gateway = Gateway.holding(1)) {
            event.line = Gateway.on(gateway.exchange(), x -> format.open(x, null));
        }
        event.totals = new long[FrameField.TOTALS];
        event.payloadSize = 123_456_789;
        event.wallMillis = 1_795_222_923_045L;
        LineTime time = new LineTime(TimeZone.getTimeZone("UTC"));
        byte[] into = new byte[event.line.room()];
        AllocationGuard.assertNone(5_000, () -> format.render(event, into, 0, time));
    }
}
