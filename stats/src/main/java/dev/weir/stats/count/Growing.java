package dev.weir.stats.count;

import java.util.Arrays;

/**
 * A list that only grows. Who reads sees at least what was there when it asked for the size, and needs neither a lock
 * nor a copy, so that a page can be written over it piece by piece.
 *
 * <p>Thread: any.
 */
final class Growing<T> {
    private volatile Object[] elements = new Object[4];

    /** Written behind the elements, so that it publishes them. */
    private volatile int size;

    synchronized void add(T element) {
        int at = size;
        if (at == elements.length) {
            elements = Arrays.copyOf(elements, 2 * at);
        }
        elements[at] = element;
        size = at + 1;
    }

    int size() {
        return size;
    }

    /** @param index below a size that was read */
    @SuppressWarnings("unchecked")
    T at(int index) {
        return (T) elements[index];
    }
}
