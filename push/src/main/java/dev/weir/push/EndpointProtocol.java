package dev.weir.push;

import dev.weir.core.http.Exchange;
import dev.weir.core.loop.Connection;
import dev.weir.core.loop.Protocol;
import dev.weir.core.loop.Timer;
import dev.weir.core.ws.WsEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Carries the bytes of an endpoint: reading rests while the client does not take what is sent, and who takes nothing
 * for {@code send_timeout}, or does not answer a Close, is cut off.
 *
 * <pre>
 *   OPEN --onClosing--> CLOSING (5 s) --finish--> LEAVING: what waits is written, our direction ends (5 s) --> gone
 * </pre>
 *
 * <p>Thread: worker.
 */
final class EndpointProtocol implements Protocol, WsEndpoint.Output {
    private static final long GRACE_NANOS = 5_000_000_000L;

    private final Connection connection;
    private final WsEndpoint endpoint;
    private final long sendNanos;
    private final Timer timer = new Timer(this::onTimer);
    private boolean closing;
    private long closingNanos;

    EndpointProtocol(Exchange exchange, WsEndpoint.Application application) {
        this.connection = exchange.connection();
        this.sendNanos = exchange.location().options().sendTimeout().toNanos();
        this.endpoint = new WsEndpoint(exchange, application, this);
    }

    @Override
    public void onAdopted(Connection c) {
        c.noDelay(true);
        endpoint.open();
    }

    @Override
    public void onBytes(Connection c, ByteBuffer bytes) {
        endpoint.read(bytes);
        if (c.isCongested() && !closing) {
            c.pauseReading();
        }
    }

    @Override
    public void write(ByteBuffer bytes) {
        connection.enqueue(bytes);
        watch();
    }

    @Override
    public void onClosing() {
        if (!closing) {
            closing = true;
            closingNanos = connection.worker().nanos();
            connection.resumeReading();
            watch();
        }
    }

    @Override
    public void finish() {
        onClosing();
        connection.finish();
        if (connection.hasEnded() && connection.pending() == 0) {
            connection.close();
        }
    }

    @Override
    public void onDrained(Connection c) {
        if (c.hasEnded()) {
            c.close();
        } else {
            c.resumeReading();
        }
    }

    @Override
    public void onEnd(Connection c) {
        endpoint.onEnd();
        if (c.pending() == 0) {
            c.close();
        }
    }

    @Override
    public void onClosed(Connection c, IOException cause) {
        c.worker().disarm(timer);
        endpoint.onClosed(cause != null);
    }

    // --- time

    private void watch() {
        long due = deadline();
        if (due != Long.MAX_VALUE && (!timer.isArmed() || timer.deadlineNanos() - due > 0)) {
            connection.worker().arm(timer, due - connection.worker().nanos());
        }
    }

    private long deadline() {
        if (closing) {
            return closingNanos + GRACE_NANOS;
        }
        return connection.pending() > 0 ? connection.progressNanos() + sendNanos : Long.MAX_VALUE;
    }

    private void onTimer() {
        long due = deadline();
        if (due == Long.MAX_VALUE || due - connection.worker().nanos() > 0) {
            watch();
            return;
        }
        endpoint.onTimeout();
        connection.close();
    }
}
