package dev.weir.dist;

import java.util.function.IntSupplier;

/**
 * Gives memory back to the system when a crowd has gone. What many thousands of connections left behind is garbage that
 * the collector would find only when the heap is full, which may be never; collecting it takes as long as what still
 * lives, which is little then.
 *
 * <p>Thread: main.
 */
final class Aftermath {
    /** So many connections are a crowd. */
    static final int CROWD = 4096;

    /** For so many seconds most of them have to be gone, for they may come again. */
    static final int PEACE = 10;

    private static final int GONE = 4;

    private final IntSupplier connections;
    private final Runnable collect;
    private int most;
    private int peace;

    /**
     * @param connections how many are open
     * @param collect collects garbage and gives back what it took
     */
    Aftermath(IntSupplier connections, Runnable collect) {
        this.connections = connections;
        this.collect = collect;
    }

    /** To be called about once a second. */
    void look() {
        int now = connections.getAsInt();
        most = Math.max(most, now);
        peace = most >= CROWD && now < most / GONE ? peace + 1 : 0;
        if (peace == PEACE) {
            peace = 0;
            most = now;
            collect.run();
        }
    }
}
