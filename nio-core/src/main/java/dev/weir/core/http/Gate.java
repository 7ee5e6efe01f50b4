package dev.weir.core.http;

/**
 * May refuse a request before its handler sees it, now or later: a limit, an access rule.
 *
 * <p>A gate that cannot tell at once answers false, tells by {@link Exchange#onAbort} how to stop it should the client
 * go away, and calls {@link Exchange#admitted} when the request may pass. Thread: worker; must not block.
 */
@FunctionalInterface
public interface Gate {

    /** When a gate has its turn; nginx's order. Gates of one phase come in the order of the catalogue. */
    enum Phase {
        /** Finds out who the client is. Asked for the server too, before a location is looked for. */
        ADDRESS,
        /** How often it may come. */
        RATE,
        /** How many may be there at once. */
        PLACES,
        /** Who may come at all. */
        ACCESS,
        /** What the handler's protocol demands. */
        ADMISSION
    }

    /**
     * @return true to let the request pass; false when this gate has answered it, or will answer or admit it later
     */
    boolean admit(Exchange exchange);

    default Phase phase() {
        return Phase.ADMISSION;
    }
}
