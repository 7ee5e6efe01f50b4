package dev.weir.core.loop;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * How many file descriptors connections may have, those of all workers together: one each for the socket, and what some
 * need beside it.
 *
 * <p>Thread: any.
 */
public final class Descriptors {
    /** Of all one in so many is not given beside sockets, so that there is room for connections which need but one. */
    private static final int SOCKETS_SHARE = 4;

    private final IntSupplier sockets;
    private final AtomicInteger beside = new AtomicInteger();
    private volatile int most = Integer.MAX_VALUE;

    /** @param sockets how many there are */
    Descriptors(IntSupplier sockets) {
        this.sockets = sockets;
    }

    /** For a worker without others, and without a bound. */
    static Descriptors unbounded() {
        return new Descriptors(() -> 0);
    }

    /** Another bound; what has been taken stays. */
    public void limit(int descriptors) {
        most = descriptors;
    }

    int most() {
        return most;
    }

    /** How many there are left; less than none after the bound has been lowered. */
    int free() {
        return most - sockets.getAsInt() - beside.get();
    }

    /** Takes so many beside a socket, to be given back when that closes. @return whether they were to be had */
    public boolean take(int count) {
        beside.addAndGet(count);
        boolean had = free() >= most / SOCKETS_SHARE;
        if (!had) {
            give(count);
        }
        return had;
    }

    /** Gives back what was taken. */
    public void give(int count) {
        beside.addAndGet(-count);
    }
}
