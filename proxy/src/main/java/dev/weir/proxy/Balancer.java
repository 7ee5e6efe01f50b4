package dev.weir.proxy;

import dev.weir.core.http.Exchange;

/**
 * A way to choose among the peers of an upstream, with nginx's formulas.
 *
 * <p>Thread: any; immutable.
 */
@FunctionalInterface
interface Balancer {

    /**
     * Begins to choose for one request; what is drawn from the request is drawn here.
     *
     * @param members the peers as they are now
     */
    Picker begin(Exchange exchange, Members members);

    /** Chooses for one request, try by try. Thread: worker, under the upstream's lock. */
    @FunctionalInterface
    interface Picker {
        /** The index of the next peer in the walk's list; -1 when this way finds none. */
        int pick(Walk walk, long nowNanos);
    }

    /** What a picker says to leave the choice to weighted round robin. */
    int ROUND_ROBIN = -2;

    /** After so many vain looks nginx falls back on round robin. */
    int MOST_LOOKS = 20;
}
