package dev.weir.proxy;

import dev.weir.core.http.Exchange;
import dev.weir.core.loop.Connection;
import dev.weir.core.loop.Protocol;
import dev.weir.core.loop.Timer;
import dev.weir.core.ws.FrameFacts;
import dev.weir.core.ws.FrameScanner;
import dev.weir.core.ws.FrameWriter;
import dev.weir.core.ws.Opcode;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A WebSocket connection that begins with its Close: waits for the client's answer, but not long.
 *
 * <p>Thread: worker.
 */
final class TurnedAway implements Protocol, FrameScanner.Sink {
    private final Exchange exchange;
    private final int code;
    private final String reason;
    private final FrameScanner scanner = new FrameScanner();
    private final Timer timer;

    TurnedAway(Exchange exchange, int code, String reason) {
        this.exchange = exchange;
        this.code = code;
        this.reason = reason;
        this.timer = new Timer(exchange.connection()::close);
    }

    @Override
    public void onAdopted(Connection connection) {
        connection.write(FrameWriter.close(code, reason));
        connection.worker().arm(timer, Tunnel.CLOSE_GRACE_NANOS);
    }

    @Override
    public void onBytes(Connection connection, ByteBuffer bytes) {
        scanner.scan(bytes, this);
    }

    @Override
    public void onFrame(FrameFacts frame) {
        if (frame.opcode == Opcode.CLOSE) {
            exchange.connection().close();
        }
    }

    @Override
    public void onEnd(Connection connection) {
        connection.close();
    }

    @Override
    public void onClosed(Connection connection, IOException cause) {
        connection.worker().disarm(timer);
        exchange.end();
    }
}
