package dev.weir.core.buffer;

import java.util.Arrays;

/**
 * The outboxes of one worker, lent by number. Who has something to write holds a number and no reference: a connection
 * lives long, and each reference stored into an old object makes the garbage collector look at it again.
 *
 * <p>Thread: worker; each worker has its own.
 */
public final class Outboxes {
    /** No outbox. */
    public static final int NONE = 0;

    private static final int FIRST_SIZE = 64;

    private final BufferPool buffers;
    private final int retained;
    private Outbox[] table = new Outbox[FIRST_SIZE];
    private int[] free = new int[FIRST_SIZE];
    private int freeCount;
    private int next = NONE + 1;
    private int idle;

    /** @param retained the most outboxes kept while free */
    public Outboxes(BufferPool buffers, int retained) {
        this.buffers = buffers;
        this.retained = retained;
    }

    /** Lends an empty outbox. */
    public int take() {
        int number = freeCount > 0 ? free[--freeCount] : unused();
        if (table[number] == null) {
            table[number] = new Outbox(buffers);
        } else {
            idle--;
        }
        return number;
    }

    private int unused() {
        if (next == table.length) {
            table = Arrays.copyOf(table, 2 * next);
            free = Arrays.copyOf(free, 2 * next);
        }
        return next++;
    }

    /** The outbox of a number that is lent. */
    public Outbox at(int number) {
        return table[number];
    }

    /** Takes an outbox back, whatever it still holds, and gives {@link #NONE} for its number; so it does for none. */
    public int give(int number) {
        if (number == NONE) {
            return NONE;
        }
        Outbox outbox = table[number];
        outbox.clear();
        outbox.notes().clear();
        if (idle < retained && !outbox.hasGrown()) {
            idle++;
        } else {
            table[number] = null;
        }
        free[freeCount++] = number;
        return NONE;
    }

    /** Outboxes that are lent now. */
    public int lent() {
        return next - 1 - freeCount;
    }

    /** Outboxes kept while free. */
    public int idle() {
        return idle;
    }
}
