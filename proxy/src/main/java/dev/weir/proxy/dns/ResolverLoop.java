package dev.weir.proxy.dns;

import dev.weir.core.loop.Clock;
import dev.weir.core.loop.SelectorPoller;
import dev.weir.core.loop.Worker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;

/**
 * The loop of all resolvers of the process, and its thread {@code resolver}; it starts when it is first needed.
 *
 * <p>Thread: any.
 */
public final class ResolverLoop implements Supplier<Worker>, AutoCloseable {
    private final Clock clock;
    private volatile Worker worker;
    private Thread thread;

    /** @param clock that of the workers who ask */
    public ResolverLoop(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Worker get() {
        Worker running = worker;
        return running == null ? start() : running;
    }

    private synchronized Worker start() {
        if (worker == null) {
            try {
                // No worker of connections has this number.
                Worker made = new Worker(-1, clock, new SelectorPoller());
                thread = new Thread(made::run, "resolver");
                thread.setDaemon(true);
                thread.start();
                worker = made;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return worker;
    }

    @Override
    public synchronized void close() {
        if (thread != null) {
            worker.post(worker::stop);
        }
    }
}
