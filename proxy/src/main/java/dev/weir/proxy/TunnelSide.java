package dev.weir.proxy;

import dev.weir.core.loop.Connection;
import dev.weir.core.loop.Protocol;
import dev.weir.core.ws.FrameFacts;
import dev.weir.core.ws.FrameScanner;
import dev.weir.core.ws.Opcode;
import dev.weir.core.ws.Side;
import dev.weir.core.ws.WsCarrier;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One side of a tunnel: what comes from this peer is observed and goes to the other side unchanged.
 *
 * <pre>
 *   FLOWING --our Close stands behind this side's last frame--> SEVERED (what still comes is thrown away)
 *      |                                                           |
 *      +----------------- leave: write what waits, close ----------+--> LEAVING --> GONE
 * </pre>
 *
 * <p>Thread: worker. {@link #onBytes} allocates nothing.
 */
final class TunnelSide implements Protocol, WsCarrier, FrameScanner.Sink {
    private enum State {
        FLOWING,
        SEVERED,
        LEAVING,
        GONE
    }

    private final Tunnel tunnel;
    private final Side side;
    private final Connection connection;
    private final FrameScanner scanner;
    private TunnelSide other;
    private State state = State.FLOWING;
    private boolean scanning;
    private boolean closeSeen;
    private boolean outputEnded;

    TunnelSide(Tunnel tunnel, Side side, Connection connection, FrameFacts facts) {
        this.tunnel = tunnel;
        this.side = side;
        this.connection = connection;
        this.scanner = new FrameScanner(facts);
    }

    void faces(TunnelSide opposite) {
        other = opposite;
    }

    Side side() {
        return side;
    }

    Connection connection() {
        return connection;
    }

    boolean isGone() {
        return state == State.GONE;
    }

    /** Whether this peer will send no more that matters: it has said Close, ended or gone. */
    boolean hasSaidAll() {
        return closeSeen || connection.hasEnded() || state == State.GONE;
    }

    boolean closeSeen() {
        return closeSeen;
    }

    boolean isSevered() {
        return state != State.FLOWING;
    }

    long incompleteBytes() {
        return scanner.incompleteBytes();
    }

    // --- bytes

    @Override
    public void onAdopted(Connection c) {
        tunnel.onOpened();
    }

    @Override
    public void onBytes(Connection c, ByteBuffer bytes) {
        tunnel.onActivity();
        scanning = true;
        if (state != State.FLOWING) {
            scanner.scan(bytes, this);
        } else if (tunnel.isClosing()) {
            passUpToBoundary(bytes);
        } else {
            pass(bytes);
        }
        scanning = false;
        tunnel.onPassed();
    }

    private void pass(ByteBuffer bytes) {
        tunnel.count(side, bytes.remaining());
        scanner.scan(bytes, this);
        relay(bytes);
        if (tunnel.isClosing() && scanner.atBoundary()) {
            sever();
        }
    }

    /** A Close of our own waits for the end of the frame that is under way. */
    private void passUpToBoundary(ByteBuffer bytes) {
        int limit = bytes.limit();
        int edge = scanner.scanToBoundary(bytes, this);
        tunnel.count(side, edge - bytes.position());
        bytes.limit(edge);
        relay(bytes);
        bytes.limit(limit).position(edge);
        if (scanner.atBoundary()) {
            sever();
            scanner.scan(bytes, this);
        }
    }

    private void relay(ByteBuffer bytes) {
        other.connection.write(bytes);
        if (other.connection.isCongested()) {
            connection.pauseReading();
            tunnel.watch();
        } else if (other.connection.pending() > 0) {
            tunnel.watch();
        }
    }

    @Override
    public void onFrame(FrameFacts frame) {
        if (state == State.FLOWING) {
            tunnel.onFrame(side, frame);
        }
        if (frame.opcode == Opcode.CLOSE) {
            closeSeen = true;
        }
    }

    @Override
    public void onDrained(Connection c) {
        if (state == State.LEAVING) {
            connection.close();
        } else if (!other.connection.hasEnded()) {
            other.connection.resumeReading();
        }
    }

    // --- a Close of our own

    @Override
    public Tunnel session() {
        return tunnel;
    }

    /** Puts our Close behind this side's frames, now or as soon as one ends. */
    void severWhenWhole() {
        if (state == State.FLOWING && !scanning && scanner.atBoundary()) {
            sever();
        }
    }

    private void sever() {
        state = State.SEVERED;
        if (!closeSeen && !other.isGone() && !other.outputEnded) {
            other.connection.write(tunnel.closeFrameTo(other.side));
        }
        if (!connection.hasEnded()) {
            connection.resumeReading();
        }
    }

    // --- the end

    @Override
    public void onEnd(Connection c) {
        tunnel.onEnded(this);
    }

    /** Passes the end of the other side's direction on, once all that waits is written. */
    void endOutput() {
        if (!outputEnded && !isGone()) {
            outputEnded = true;
            connection.finish();
        }
    }

    /** Writes what waits, then closes. */
    void leave() {
        if (state == State.GONE) {
            return;
        }
        state = State.LEAVING;
        if (connection.pending() == 0) {
            connection.close();
        } else {
            connection.pauseReading();
        }
    }

    /** Closes at once. */
    void cut() {
        if (state != State.GONE) {
            state = State.LEAVING;
            connection.close();
        }
    }

    @Override
    public void onClosed(Connection c, IOException cause) {
        state = State.GONE;
        tunnel.onGone(this, cause);
    }
}
