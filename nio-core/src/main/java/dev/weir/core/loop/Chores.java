package dev.weir.core.loop;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * Work that takes as long as passing a thousand messages, such as the signature of a TLS handshake. Each turn of the
 * loop does a little of it, so that whoever is connected goes on while many come.
 *
 * <p>The last that came is done first: when there is too much for all, those are served whose peers still wait, instead
 * of everybody late. Thread: worker.
 */
final class Chores {
    /** How long one turn works on them; it ends the one that it has begun. */
    private static final long MOST_NANOS = 2_000_000;

    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

    void add(Runnable chore) {
        waiting.addLast(chore);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Does what there is time for. */
    void run(Clock clock, Consumer<Runnable> each) {
        if (waiting.isEmpty()) {
            return;
        }
        long began = clock.nanos();
        do {
            each.accept(waiting.pollLast());
        } while (!waiting.isEmpty() && clock.nanos() - began < MOST_NANOS);
    }
}
