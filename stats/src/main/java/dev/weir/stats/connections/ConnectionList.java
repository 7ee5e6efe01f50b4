package dev.weir.stats.connections;

import dev.weir.core.ws.WsSession;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The open WebSocket connections of one worker in the order of their opening. Linked, so that a connection leaves at
 * once and a walk can rest between two of them for as long as it likes.
 *
 * <p>Thread: worker.
 */
final class ConnectionList {
    private final Map<Long, OpenConnection> byId = new HashMap<>();
    private final List<Walk> walks = new ArrayList<>();
    private OpenConnection first;
    private OpenConnection last;

    /** Takes a connection in until its exchange is over. */
    void add(WsSession session) {
        OpenConnection connection = new OpenConnection(this, session);
        connection.before = last;
        if (last == null) {
            first = connection;
        } else {
            last.after = connection;
        }
        last = connection;
        byId.put(connection.id(), connection);
        session.exchange().onEnd(connection);
    }

    void remove(OpenConnection connection) {
        for (Walk walk : walks) {
            walk.onRemoved(connection);
        }
        if (connection.before == null) {
            first = connection.after;
        } else {
            connection.before.after = connection.after;
        }
        if (connection.after == null) {
            last = connection.before;
        } else {
            connection.after.before = connection.before;
        }
        connection.before = null;
        connection.after = null;
        byId.remove(connection.id());
    }

    int size() {
        return byId.size();
    }

    /** The connection of this id; null when there is none. */
    OpenConnection find(long id) {
        return byId.get(id);
    }

    /** Begins a walk over those that are open now; it must be ended. */
    Walk walk() {
        Walk walk = new Walk();
        walks.add(walk);
        return walk;
    }

    /** A walk that meets each connection once that was open at its beginning and still is when it comes there. */
    final class Walk {
        private OpenConnection next = first;
        private OpenConnection end = last;

        /** The next one; null behind the last. */
        OpenConnection next() {
            OpenConnection here = next;
            if (here != null) {
                next = here == end ? null : here.after;
            }
            return here;
        }

        private void onRemoved(OpenConnection gone) {
            if (gone == next) {
                next = gone == end ? null : gone.after;
            }
            if (gone == end) {
                end = gone.before;
            }
        }

        void end() {
            walks.remove(this);
        }
    }
}
