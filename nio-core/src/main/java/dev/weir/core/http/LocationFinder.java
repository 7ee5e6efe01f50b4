package dev.weir.core.http;

/** Finds the location for a URI. Thread: any; immutable. */
public interface LocationFinder {

    /**
     * The location for the exchange's normalized URI; regular expressions leave their captures there. Null for
     * none.
     */
    Location find(Exchange exchange);

    /** The location {@code @name}; null when there is none. */
    Location named(String name);
}
