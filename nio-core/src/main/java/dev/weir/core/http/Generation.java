package dev.weir.core.http;

import java.util.concurrent.atomic.LongAdder;

/**
 * One generation of the configuration, and how many client connections it serves: a reload begins another, and this one
 * lives on until the last of its connections has ended.
 *
 * <p>Thread: any.
 */
public final class Generation {
    private final int number;
    private final LongAdder connections = new LongAdder();

    /** @param number from 1, one more for each reload */
    public Generation(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** Client connections that it serves, idle ones included. */
    public long connections() {
        return connections.sum();
    }

    boolean isBefore(Generation other) {
        return number < other.number;
    }

    void enter() {
        connections.increment();
    }

    void leave() {
        connections.decrement();
    }
}
