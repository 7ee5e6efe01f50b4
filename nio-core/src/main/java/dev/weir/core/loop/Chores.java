package dev.weir.core.loop;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * Work that takes as long as passing a thousand messages, such as the signature of a TLS handshake or a message for
 * each of ten thousand clients. Each turn of the loop does a little of it, so that whoever is connected goes on.
 *
 * <p>Of what comes from outside the last is done first: when there is too much for all, those are served whose peers
 * still wait, instead of everybody late. What was begun here goes on step by step in its order, and gets every other
 * turn of the two. Thread: worker.
 */
final class Chores {
    /** How long one turn works on them; it ends the one that it has begun. */
    private static final long MOST_NANOS = 2_000_000;

    private final ArrayDeque<Runnable> newest = new ArrayDeque<>();
    private final ArrayDeque<Runnable> steps = new ArrayDeque<>();
    private boolean stepsTurn;

    void add(Runnable chore) {
        newest.addLast(chore);
    }

    /** Adds the next part of something that has begun. */
    void addStep(Runnable step) {
        steps.addLast(step);
    }

    boolean isEmpty() {
        return newest.isEmpty() && steps.isEmpty();
    }

    /** Does what there is time for. */
    void run(Clock clock, Consumer<Runnable> each) {
        if (isEmpty()) {
            return;
        }
        long began = clock.nanos();
        do {
            each.accept(next());
        } while (!isEmpty() && clock.nanos() - began < MOST_NANOS);
    }

    private Runnable next() {
        stepsTurn = newest.isEmpty() || !stepsTurn && !steps.isEmpty();
        return stepsTurn ? steps.pollFirst() : newest.pollLast();
    }
}
