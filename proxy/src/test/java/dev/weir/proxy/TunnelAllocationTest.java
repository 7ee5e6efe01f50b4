package dev.weir.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.core.loop.ManualWorker;
import dev.weir.core.loop.MemoryTransport;
import dev.weir.core.loop.Protocol;
import dev.weir.testkit.AllocationGuard;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Steps 10 and 11 of the way of the data: a frame allocates nothing and arms no timer. */
class TunnelAllocationTest {
    private final ManualWorker loop = new ManualWorker();

    @Test
    void framesAllocateNothing() {
        Stand stand = new Stand(
                "location / { proxy_pass http://127.0.0.1:8010; proxy_http_version 1.1;"
                        + " proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; }",
                List.of(),
                List.of());
        MemoryTransport upstream = loop.expectConnect();
        MemoryTransport client = loop.accept(stand.listener().get());
        client.send(Frames.HANDSHAKE);
        loop.settle();
        upstream.send(Frames.SWITCHING);
        loop.settle();
        upstream.discard();
        byte[] frames = Frames.join(
                Frames.masked(1, new byte[30]), Frames.masked(2, new byte[300]), Frames.masked(9, new byte[4]));
        ByteBuffer whole = ByteBuffer.allocateDirect(frames.length).put(frames);
        Protocol side = client.connection().protocol();
        int timers = loop.worker().timers();
        AllocationGuard.assertNone(10_000, () -> {
            // In two reads, so that a header is cut too.
            side.onBytes(client.connection(), whole.position(0).limit(37));
            side.onBytes(client.connection(), whole.position(37).limit(frames.length));
        });
        assertEquals(timers, loop.worker().timers());
    }
}
