package dev.weir.proxy;

import dev.weir.core.http.Departing;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.Generation;
import dev.weir.core.http.ResponseHead;
import dev.weir.core.loop.Connection;
import dev.weir.core.loop.Protocol;
import dev.weir.core.loop.Timer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection upgraded to a protocol that Weir does not know: bytes go across, and the end of one side ends both once
 * all that waits is written, as with nginx.
 *
 * <p>Thread: worker.
 */
final class PlainTunnel {
    private static final Logger LOG = LoggerFactory.getLogger(PlainTunnel.class);

    private final Exchange exchange;
    private final Tunnel.Settings settings;
    private final End client;
    private final End upstream;
    private final Timer timer = new Timer(this::onTimer);
    private long lastByteNanos;
    private long toClient;

    private PlainTunnel(Exchange exchange, Connection upstreamConnection, Tunnel.Settings settings) {
        this.exchange = exchange;
        this.settings = settings;
        this.client = new End(exchange.connection());
        this.upstream = new End(upstreamConnection);
        this.lastByteNanos = exchange.worker().nanos();
    }

    /**
     * Answers the exchange with the upstream's 101 and joins the two connections.
     *
     * @param rest what came behind the upstream's head
     */
    static void open(
            Exchange exchange,
            ResponseHead head,
            Connection upstreamConnection,
            ByteBuffer rest,
            Tunnel.Settings settings) {
        PlainTunnel tunnel = new PlainTunnel(exchange, upstreamConnection, settings);
        upstreamConnection.protocol(tunnel.upstream);
        exchange.upgrade(head, tunnel.client);
        if (rest.hasRemaining() && !upstreamConnection.isClosed()) {
            tunnel.upstream.onBytes(upstreamConnection, rest);
        }
    }

    /** One of its two connections. Thread: worker. */
    private final class End implements Protocol, Departing {
        private final Connection connection;
        private boolean gone;

        End(Connection connection) {
            this.connection = connection;
        }

        private End other() {
            return this == client ? upstream : client;
        }

        @Override
        public void onAdopted(Connection c) {
            c.highMark(Connection.DEFAULT_HIGH_MARK);
            upstream.connection.highMark(Connection.DEFAULT_HIGH_MARK);
            watch();
        }

        @Override
        public void onBytes(Connection c, ByteBuffer bytes) {
            lastByteNanos = c.worker().nanos();
            toClient += this == upstream ? bytes.remaining() : 0;
            other().connection.write(bytes);
            if (other().connection.isCongested()) {
                connection.pauseReading();
            }
            if (other().connection.pending() > 0) {
                watch();
            }
        }

        @Override
        public void onDrained(Connection c) {
            if (other().gone || other().connection.hasEnded()) {
                connection.close();
            } else {
                other().connection.resumeReading();
            }
        }

        @Override
        public void onEnd(Connection c) {
            connection.close();
        }

        @Override
        public void onClosed(Connection c, IOException cause) {
            gone = true;
            if (other().gone) {
                end();
            } else if (other().connection.pending() == 0) {
                other().connection.close();
            } else {
                other().connection.pauseReading();
            }
        }

        @Override
        public boolean isOlderThan(Generation current) {
            return exchange.isOlderThan(current);
        }

        @Override
        public void depart() {
            connection.close();
        }
    }

    private void end() {
        exchange.worker().disarm(timer);
        exchange.passed(toClient - client.connection.unsent());
        exchange.end();
    }

    // --- time

    private void watch() {
        long due = deadline();
        if (!timer.isArmed() || timer.deadlineNanos() - due > 0) {
            exchange.worker().arm(timer, due - exchange.worker().nanos());
        }
    }

    private long deadline() {
        boolean awaited = upstream.connection.isReading();
        long due = lastByteNanos + (awaited ? settings.silenceNanos() : Long.MAX_VALUE / 4);
        if (client.connection.pending() > 0) {
            long most = exchange.location().options().sendTimeout().toNanos();
            due = Math.min(due, client.connection.progressNanos() + most);
        }
        if (upstream.connection.pending() > 0) {
            due = Math.min(due, upstream.connection.progressNanos() + settings.sendNanos());
        }
        return due;
    }

    private void onTimer() {
        if (deadline() - exchange.worker().nanos() > 0) {
            watch();
            return;
        }
        LOG.info(
                "*{} timed out while proxying upgraded connection",
                exchange.connection().id());
        client.connection.close();
        upstream.connection.close();
    }
}
