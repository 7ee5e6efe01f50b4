package dev.weir.stats.connections;

import dev.weir.core.ws.WsSession;

/**
 * An open WebSocket connection as a link of its worker's list; leaves it when its exchange is over.
 *
 * <p>Thread: worker, that of the connection.
 */
final class OpenConnection implements Runnable {
    private final ConnectionList list;
    private final WsSession session;
    private boolean asked;

    /** Its neighbours; null at the ends of the list, and once it has left. Only the list sets them. */
    OpenConnection before;

    OpenConnection after;

    OpenConnection(ConnectionList list, WsSession session) {
        this.list = list;
        this.session = session;
    }

    /** {@code $ws_conn_id}. */
    long id() {
        return session.exchange().connection().id();
    }

    WsSession session() {
        return session;
    }

    /** Whether nobody was here before to close it. */
    boolean firstAsked() {
        boolean first = !asked;
        asked = true;
        return first;
    }

    @Override
    public void run() {
        list.remove(this);
    }
}
