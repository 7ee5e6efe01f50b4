package dev.weir.stats.page;

import dev.weir.core.http.ByteText;
import dev.weir.core.loop.Timer;
import dev.weir.core.loop.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The feed of one worker. Its timer is armed only while somebody looks, and each event is written once for all who do:
 * piece by piece, one in each turn of the loop. A fault of one viewer's answer costs that viewer, a fault of an event
 * those who have a part of it.
 *
 * <p>Thread: worker.
 */
final class WorkerFeed {
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Of so many events one is complete: where tables are long, they are most of it. */
    private static final int COMPLETE_EVERY = 5;

    private static final byte[] DATA = ByteText.bytes("data: ");

    /** The empty line behind an event; the JSON has ended its own. */
    private static final byte[] END = ByteText.bytes("\n");

    private final Worker worker;
    private final Draft.Source statistics;
    private final Timer timer = new Timer(this::tick);
    private final List<Viewer> viewers = new ArrayList<>();
    private List<Viewer> readers = List.of();
    private Draft draft;
    private int events;

    WorkerFeed(Worker worker, Draft.Source statistics) {
        this.worker = worker;
        this.statistics = statistics;
    }

    void add(Viewer viewer) {
        viewers.add(viewer);
        viewer.exchange().onEnd(() -> remove(viewer));
        viewer.greet();
        if (!timer.isArmed()) {
            events = 0;
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
        for (Viewer viewer : List.copyOf(viewers)) {
            if (viewer.exchange().isLeftBehind()) {
                viewer.end();
            }
        }
        readers = draft == null ? viewers.stream().filter(Viewer::isReading).toList() : readers;
        if (draft == null && !readers.isEmpty()) {
            draft = statistics.begin(events++ % COMPLETE_EVERY == 0);
            send(DATA);
            goOn();
        }
    }

    private void goOn() {
        boolean complete;
        byte[] piece;
        try {
            complete = draft.write();
            piece = ByteText.bytes(draft.take());
        } catch (RuntimeException | Error e) {
            breakOff();
            throw e;
        }
        send(piece);
        if (complete) {
            send(END);
            draft = null;
        } else if (viewers.isEmpty()) {
            draft = null;
        } else {
            worker.post(this::goOn);
        }
    }

    /** Half of an event is none: whoever has it comes anew. The next one may go well. */
    private void breakOff() {
        draft = null;
        for (Viewer reader : readers) {
            reader.end();
        }
    }

    /** To those who are still there of those who read when the event began. */
    private void send(byte[] piece) {
        for (Viewer reader : readers) {
            reader.send(piece);
        }
    }
}
