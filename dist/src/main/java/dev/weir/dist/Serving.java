package dev.weir.dist;

import dev.weir.dist.Gateway.Running;
import java.time.Duration;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server that runs. Thread: main, but for the wait of a graceful end. */
final class Serving implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(Serving.class);
    private static final long LOOK_MILLIS = 20;

    private final Engine engine;
    private final Duration shutdownTimeout;
    private final IntConsumer ended;
    private Thread drainer;

    Serving(Engine engine, Duration shutdownTimeout, IntConsumer ended) {
        this.engine = engine;
        this.shutdownTimeout = shutdownTimeout;
        this.ended = ended;
    }

    @Override
    public void stop() {
        if (drainer != null) {
            drainer.interrupt();
        }
        engine.stop();
    }

    @Override
    public void quit() {
        if (drainer == null) {
            engine.drain();
            drainer = new Thread(this::awaitEnd, "drainer");
            drainer.setDaemon(true);
            drainer.start();
        }
    }

    /** Waits until all connections have ended and their hooks are called, or their time is over. */
    private void awaitEnd() {
        long startedNanos = System.nanoTime();
        try {
            while (engine.isBusy() && !isOver(startedNanos)) {
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException stoppedMeanwhile) {
            return;
        }
        engine.stop();
        ended.accept(0);
    }

    private boolean isOver(long startedNanos) {
        return !shutdownTimeout.isZero() && System.nanoTime() - startedNanos > shutdownTimeout.toNanos();
    }

    @Override
    public void reopen() {
        engine.reopenLogs();
    }

    @Override
    public void reload() {
        // An error, so that the usual level shows it to the operator who asked for it.
        LOG.error("reload is not supported yet; the running configuration stays in force");
    }
}
