package dev.weir.core.http;

import java.util.ArrayList;
import java.util.List;

/**
 * The generation in force and those before it which still serve connections. There is one of these for the process.
 *
 * <p>Thread: any.
 */
public final class Generations {
    private final List<Generation> live = new ArrayList<>();
    private Generation current = new Generation(1);

    /** The one that new requests meet. */
    public synchronized Generation current() {
        return current;
    }

    /** The one that a reload is about to put in force; nothing changes before {@link #enter}. */
    public synchronized Generation upcoming() {
        return new Generation(current.number() + 1);
    }

    /** Puts another in force. */
    public synchronized void enter(Generation next) {
        live.add(current);
        current = next;
        prune();
    }

    /** How many serve connections or would serve new ones: 1 when nothing is left of those before. */
    public synchronized int live() {
        prune();
        return 1 + live.size();
    }

    private void prune() {
        live.removeIf(generation -> generation.connections() == 0);
    }
}
