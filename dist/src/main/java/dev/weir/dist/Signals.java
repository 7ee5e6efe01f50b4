package dev.weir.dist;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import sun.misc.Signal;

/**
 * What the outside tells the main thread: signals, and the server's own end. The handlers only queue; the work is done
 * by the thread that takes the events, one after the other.
 *
 * <p>The launcher sends signals that the JVM leaves free and a terminal never sends: VTALRM stands for QUIT (which the
 * JVM keeps for its thread dump) and URG for HUP (which would end a JVM that is not yet listening). INT and HUP count
 * as well, for a JVM that runs without the launcher. USR2 is the JVM's own. Thread: any.
 */
final class Signals implements IntConsumer {

    /** Something for the main thread to act upon. */
    sealed interface Event {
        /** A signal came in. */
        record Received(ControlSignal signal) implements Event {}

        /** The server has ended by itself. */
        record Ended(int exitCode) implements Event {}
    }

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    /** Takes over the process's signals. To be called early: until then TERM ends the JVM in the default way. */
    static Signals install() {
        Signals signals = new Signals();
        signals.on("TERM", ControlSignal.STOP);
        signals.on("INT", ControlSignal.STOP);
        signals.on("VTALRM", ControlSignal.QUIT);
        signals.on("USR1", ControlSignal.REOPEN);
        signals.on("URG", ControlSignal.RELOAD);
        signals.on("HUP", ControlSignal.RELOAD);
        return signals;
    }

    private void on(String posixName, ControlSignal meaning) {
        Signal.handle(new Signal(posixName), received -> events.add(new Event.Received(meaning)));
    }

    /** The server has come to its end by itself. */
    @Override
    public void accept(int exitCode) {
        events.add(new Event.Ended(exitCode));
    }

    /** Waits for the next event; null when none comes in time. */
    Event next(Duration patience) throws InterruptedException {
        return events.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    }
}
