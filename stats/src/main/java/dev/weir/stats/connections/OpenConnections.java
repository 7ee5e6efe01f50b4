package dev.weir.stats.connections;

import dev.weir.core.loop.Worker;
import dev.weir.core.ws.FrameTap;
import dev.weir.core.ws.WsSession;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * All open WebSocket connections, in one list for each worker. There is one for the life of the process, so those that
 * a configuration before opened are in it too. Its taps are none: a frame costs nothing here.
 *
 * <p>Thread: any; each list only its worker.
 */
public final class OpenConnections implements FrameTap.Factory {
    /** Most surveys at a time: one that is far down the pages holds a row for each connection. */
    static final int MOST_SURVEYS = 16;

    private final List<Worker> workers;
    private final ConnectionList[] lists;
    private final AtomicInteger surveys = new AtomicInteger();

    public OpenConnections(List<Worker> workers) {
        this.workers = workers;
        this.lists = new ConnectionList[workers.size()];
        for (int i = 0; i < lists.length; i++) {
            lists[i] = new ConnectionList();
        }
    }

    @Override
    public FrameTap open(WsSession session) {
        lists[session.exchange().worker().index()].add(session);
        return null;
    }

    List<Worker> workers() {
        return workers;
    }

    /** Thread: the worker of this index. */
    ConnectionList of(Worker worker) {
        return lists[worker.index()];
    }

    /** Whether one more survey may begin; then {@link #leave} must follow. */
    boolean enter() {
        if (surveys.incrementAndGet() > MOST_SURVEYS) {
            surveys.decrementAndGet();
            return false;
        }
        return true;
    }

    void leave() {
        surveys.decrementAndGet();
    }
}
