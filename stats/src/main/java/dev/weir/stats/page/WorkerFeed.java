package dev.weir.stats.page;

import dev.weir.core.http.ByteText;
import dev.weir.core.loop.Timer;
import dev.weir.core.loop.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The feed of one worker. Its timer is armed only while somebody looks.
 *
 * <p>Thread: worker.
 */
final class WorkerFeed {
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Worker worker;
    private final Supplier<String> statistics;
    private final Timer timer = new Timer(this::tick);
    private final List<Viewer> viewers = new ArrayList<>();

    WorkerFeed(Worker worker, Supplier<String> statistics) {
        this.worker = worker;
        this.statistics = statistics;
    }

    void add(Viewer viewer) {
        viewers.add(viewer);
        viewer.exchange().onEnd(() -> remove(viewer));
        viewer.greet();
        if (!timer.isArmed()) {
            worker.arm(timer, INTERVAL_NANOS);
        }
    }

    private void remove(Viewer viewer) {
        viewers.remove(viewer);
        if (viewers.isEmpty()) {
            worker.disarm(timer);
        }
    }

    private void tick() {
        worker.arm(timer, INTERVAL_NANOS);
        byte[] event = null;
        for (Viewer viewer : List.copyOf(viewers)) {
            if (viewer.exchange().isLeftBehind()) {
                viewer.end();
            } else if (viewer.isReading()) {
                event = event == null ? event() : event;
                viewer.send(event);
            }
        }
    }

    private byte[] event() {
        return ByteText.bytes("data: " + statistics.get().strip() + "\n\n");
    }
}
