package dev.weir.proxy;

import dev.weir.core.http.BodyFraming;
import dev.weir.core.http.ResponseHead;
import dev.weir.core.loop.Connection;
import dev.weir.core.loop.Protocol;
import dev.weir.core.loop.Timer;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Objects;

/**
 * The connections of one worker to one upstream that wait for their next request. The one used last is used first; one
 * that the peer ends, or that speaks unasked, is closed.
 *
 * <p>Thread: worker.
 */
final class IdleConnections {
    private final Upstream.KeepAlive settings;
    private final ArrayDeque<Idle> waiting = new ArrayDeque<>();

    IdleConnections(Upstream.KeepAlive settings) {
        this.settings = settings;
    }

    /**
     * A connection that has been used.
     *
     * @param requests how often
     * @param bornNanos when it was made
     */
    record Used(Connection connection, int requests, long bornNanos) {}

    /** Whether a connection may carry another request after this response (RFC 9112 section 9.3). */
    static boolean mayKeep(ResponseHead received, BodyFraming framing) {
        return !(framing instanceof BodyFraming.UntilClose)
                && !received.headers().hasToken("Connection", "close")
                && (received.minorVersion() == 1 || received.headers().hasToken("Connection", "keep-alive"));
    }

    /** Takes a connection to an address out, secured in just this way; null when there is none. */
    Used take(SocketAddress address, Secured secured) {
        for (Iterator<Idle> each = waiting.iterator(); each.hasNext(); ) {
            Idle idle = each.next();
            if (idle.address.equals(address) && Objects.equals(idle.secured, secured)) {
                each.remove();
                idle.used.connection().worker().disarm(idle.timer);
                return idle.used;
            }
        }
        return null;
    }

    /** Keeps a connection for later, or closes it when that is one too many. */
    void keep(Used used, SocketAddress address, Secured secured) {
        Connection connection = used.connection();
        boolean old = connection.worker().nanos() - used.bornNanos() >= settings.timeNanos();
        if (settings.connections() == 0 || used.requests() >= settings.requests() || old || connection.hasEnded()) {
            connection.close();
            return;
        }
        if (waiting.size() >= settings.connections()) {
            waiting.peekLast().used.connection().close();
            waiting.pollLast();
        }
        Idle idle = new Idle(used, address, secured);
        waiting.addFirst(idle);
        connection.protocol(idle);
        connection.resumeReading();
        connection.worker().arm(idle.timer, settings.timeoutNanos());
    }

    int size() {
        return waiting.size();
    }

    /** Thread: worker. */
    private final class Idle implements Protocol {
        private final Used used;
        private final SocketAddress address;
        private final Secured secured;
        private final Timer timer;

        Idle(Used used, SocketAddress address, Secured secured) {
            this.secured = secured;
            this.used = used;
            this.address = address;
            this.timer = new Timer(used.connection()::close);
        }

        @Override
        public void onBytes(Connection connection, ByteBuffer bytes) {
            connection.close();
        }

        @Override
        public void onEnd(Connection connection) {
            connection.close();
        }

        @Override
        public void onClosed(Connection connection, IOException cause) {
            connection.worker().disarm(timer);
            waiting.remove(this);
        }
    }
}
