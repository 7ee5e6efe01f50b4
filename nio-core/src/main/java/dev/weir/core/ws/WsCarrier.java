package dev.weir.core.ws;

import dev.weir.core.http.Departing;
import dev.weir.core.http.Generation;

/**
 * A protocol that carries a WebSocket, which departs by a Close 1001.
 *
 * <p>Thread: worker.
 */
public interface WsCarrier extends Departing {

    /** What it carries. */
    WsSession session();

    @Override
    default boolean isOlderThan(Generation current) {
        return session().exchange().isOlderThan(current);
    }

    @Override
    default void depart() {
        session().close(CloseCode.GOING_AWAY, "", WsEnd.Cause.SHUTDOWN);
    }
}
