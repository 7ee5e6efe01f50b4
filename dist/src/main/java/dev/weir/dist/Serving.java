package dev.weir.dist;

import dev.weir.dist.Gateway.Running;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.IntConsumer;

/** A server that runs. Thread: main, but for the wait of a graceful end. */
final class Serving implements Running {
    private static final long LOOK_MILLIS = 20;

    /** How long clients may take to answer the Close that ends a graceful end. */
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final Engine engine;
    private final Reload reload;
    private final IntConsumer ended;
    private final Aftermath aftermath;
    private Thread drainer;

    Serving(Engine engine, Reload reload, IntConsumer ended) {
        this.engine = engine;
        this.reload = reload;
        this.ended = ended;
        this.aftermath = new Aftermath(engine::connections, System::gc);
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
        Duration timeout = engine.settings().shutdownTimeout();
        try {
            if (!awaitIdle(timeout)) {
                engine.depart();
                awaitIdle(FAREWELL);
            }
        } catch (InterruptedException stoppedMeanwhile) {
            return;
        }
        engine.stop();
        ended.accept(0);
    }

    /** @param timeout zero for no end */
    private boolean awaitIdle(Duration timeout) throws InterruptedException {
        long startedNanos = System.nanoTime();
        while (engine.isBusy()) {
            if (!timeout.isZero() && System.nanoTime() - startedNanos > timeout.toNanos()) {
                return false;
            }
            Thread.sleep(LOOK_MILLIS);
        }
        return true;
    }

    @Override
    public void reopen() {
        engine.reopenLogs();
    }

    @Override
    public Path reload() {
        if (drainer == null) {
            reload.run();
        }
        return engine.settings().pidFile();
    }

    @Override
    public void look() {
        aftermath.look();
    }
}
