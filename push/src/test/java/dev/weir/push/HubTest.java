package dev.weir.push;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.core.loop.ManualWorker;
import dev.weir.core.ws.DeflatePool;
import dev.weir.core.ws.MessageDeflater;
import dev.weir.core.ws.PushTap;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class HubTest {
    private final ManualWorker loop = new ManualWorker();
    private final Hub hub = new Hub(List.of(loop.worker()), new QueueBudget(PushTap.NONE, Long.MAX_VALUE));
    private final DeflatePool pool = hub.pools().of(0);

    private MessageDeflater used(boolean takeover) {
        MessageDeflater deflater = new MessageDeflater(pool, takeover, Long.MAX_VALUE);
        deflater.deflate(ByteBuffer.allocate(100), true, (part, last) -> part.position(part.limit()));
        return deflater;
    }

    @Test
    void theWorkersEndGivesTheMemoryOfCompressionBack() {
        MessageDeflater lent = used(true);
        used(false);
        assertEquals(1, pool.lent());
        assertEquals(1, pool.kept());
        hub.close();
        loop.settle();
        assertEquals(0, pool.kept());
        lent.release();
        assertEquals(0, pool.lent());
        assertEquals(0, pool.kept(), "what comes back later is not kept");
    }

    @Test
    void aWorkerThatNeverCompressedHasNothingToGive() {
        Hub plain = new Hub(List.of(loop.worker()), new QueueBudget(PushTap.NONE, Long.MAX_VALUE));
        plain.close();
        loop.settle();
        assertEquals(0, plain.pools().of(0).kept());
    }
}
