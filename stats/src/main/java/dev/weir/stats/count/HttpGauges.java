package dev.weir.stats.count;

/**
 * What client connections are doing now, for {@code stub_status}; the three together are the active connections.
 *
 * <p>Thread: any.
 */
public interface HttpGauges {

    /** Open client connections. */
    default long active() {
        return reading() + writing() + waiting();
    }

    /** Connections on which a request's head is coming. */
    long reading();

    /** Connections on which a request is being worked on or answered, WebSockets included. */
    long writing();

    /** Connections idle between two requests. */
    long waiting();
}
