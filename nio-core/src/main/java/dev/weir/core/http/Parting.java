package dev.weir.core.http;

/**
 * Leaves a connection when its last exchange has been observed.
 *
 * <p>Thread: worker.
 */
final class Parting {
    private Parting() {}

    /** Runs {@code action} after all taps have written what they had to say of an exchange that is over. */
    static void after(Exchange over, Runnable action) {
        Runnable next = () -> over.connection().guarded(action);
        for (ExchangeTap tap : over.location().exchangeTaps()) {
            Runnable then = next;
            next = () -> tap.whenWritten(over, then);
        }
        next.run();
    }
}
