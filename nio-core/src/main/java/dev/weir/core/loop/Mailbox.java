package dev.weir.core.loop;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The only way into a worker for other threads.
 *
 * <p>Thread: any posts, worker drains.
 */
final class Mailbox {
    private final Queue<Runnable> letters = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final Runnable wakeup;
    private final ArrayDeque<Runnable> turn = new ArrayDeque<>();

    Mailbox(Runnable wakeup) {
        this.wakeup = wakeup;
    }

    void post(Runnable letter) {
        letters.add(letter);
        if (woken.compareAndSet(false, true)) {
            wakeup.run();
        }
    }

    boolean isEmpty() {
        return letters.isEmpty();
    }

    /** Hands out what has come; what is posted meanwhile waits for the next time, so that no letter holds up a turn. */
    void drain(Consumer<Runnable> each) {
        if (!woken.get()) {
            // Nothing was posted; whoever is about to wakes the next turn. Most turns only move bytes.
            return;
        }
        woken.set(false);
        for (Runnable letter = letters.poll(); letter != null; letter = letters.poll()) {
            turn.addLast(letter);
        }
        for (Runnable letter = turn.pollFirst(); letter != null; letter = turn.pollFirst()) {
            each.accept(letter);
        }
    }
}
