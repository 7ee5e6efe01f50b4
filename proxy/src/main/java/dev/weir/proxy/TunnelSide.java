package dev.weir.proxy;

import dev.weir.core.loop.Connection;
import dev.weir.core.loop.Protocol;
import dev.weir.core.ws.FrameFacts;
import dev.weir.core.ws.FrameGuard;
import dev.weir.core.ws.FrameScanner;
import dev.weir.core.ws.Opcode;
import dev.weir.core.ws.Side;
import dev.weir.core.ws.Violation;
import dev.weir.core.ws.WsCarrier;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One side of a tunnel: what comes from this peer is observed and goes to the other side unchanged, behind a
 * {@link FrameGuard} where limits ask for one.
 *
 * <pre>
 *   FLOWING --our Close stands behind this side's last frame--> SEVERED (what still comes is thrown away)
 *      |                                                           |
 *      +----------------- leave: write what waits, close ----------+--> LEAVING --> GONE
 * </pre>
 *
 * <p>Thread: worker. {@link #onBytes} allocates nothing.
 */
final class TunnelSide implements Protocol, WsCarrier, FrameScanner.Sink, FrameGuard.Sink {
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
    private TunnelLimits limits;
    private FrameGuard guard;
    private boolean pingOwed;
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

    /** @param frames judges them; null when they pass unjudged */
    void limit(TunnelLimits by, FrameGuard frames) {
        limits = by;
        guard = frames;
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

    /** Whether the peer has begun a frame that it has not ended, and may go on with it. */
    boolean isWithinFrame() {
        return state == State.FLOWING && connection.isReading() && incompleteBytes() > 0;
    }

    long incompleteBytes() {
        return scanner.incompleteBytes() + (guard == null ? 0 : guard.heldBytes());
    }

    // --- bytes

    @Override
    public void onAdopted(Connection c) {
        tunnel.onOpened();
    }

    @Override
    public void onBytes(Connection c, ByteBuffer bytes) {
        tunnel.onActivity();
        int count = bytes.remaining();
        scanning = true;
        if (guard == null || state != State.FLOWING) {
            take(bytes);
        } else {
            judge(bytes);
        }
        scanning = false;
        if (limits != null) {
            limits.onRead(this, count);
        }
        tunnel.onPassed();
    }

    private void take(ByteBuffer bytes) {
        if (state != State.FLOWING) {
            scanner.scan(bytes, this);
        } else if (tunnel.isClosing()) {
            passUpToBoundary(bytes);
        } else {
            relayAll(bytes);
        }
    }

    private void judge(ByteBuffer bytes) {
        Violation violation = guard.read(bytes, this);
        if (violation != null) {
            tunnel.onViolation(this, violation);
            stop();
        }
        if (state != State.FLOWING) {
            // Where a Close of the peer stands is still to be seen.
            scanner.scan(guard.takeHeld(), this);
            scanner.scan(bytes, this);
        }
    }

    /** Lets nothing more of this side pass; who has had half of a frame can be told no more, only left. */
    private void stop() {
        if (state == State.FLOWING && scanner.atBoundary()) {
            sever();
        } else if (state == State.FLOWING) {
            state = State.SEVERED;
            other.endOutput();
            connection.resumeReading();
        }
    }

    @Override
    public void pass(ByteBuffer bytes) {
        if (pingOwed && state == State.FLOWING && !tunnel.isClosing()) {
            int limit = bytes.limit();
            relayToBoundary(bytes);
            bytes.limit(limit);
            payPing();
        }
        take(bytes);
    }

    @Override
    public boolean mayPass(int opcode, ByteBuffer payload) {
        return limits.mayPass(this, opcode, payload);
    }

    private void relayAll(ByteBuffer bytes) {
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
        relayToBoundary(bytes);
        bytes.limit(limit);
        if (scanner.atBoundary()) {
            sever();
            scanner.scan(bytes, this);
        }
    }

    /** Leaves the position behind what has passed, and the limit there too. */
    private void relayToBoundary(ByteBuffer bytes) {
        int edge = scanner.scanToBoundary(bytes, this);
        tunnel.count(side, edge - bytes.position());
        bytes.limit(edge);
        relay(bytes);
        bytes.position(edge);
    }

    private void relay(ByteBuffer bytes) {
        other.connection.write(bytes);
        if (other.connection.isCongested()) {
            connection.pauseReading();
            if (limits != null) {
                limits.onCongested(other);
            }
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
            other.resumeReading();
        }
    }

    /** Reads on, unless a limit keeps it from that. */
    void resumeReading() {
        if (limits == null || tunnel.isClosing() || limits.mayRead(this)) {
            connection.resumeReading();
            if (limits != null) {
                limits.onResumed(this);
            }
        }
    }

    // --- pings of our own

    /** Whether frames of ours to the other side may stand behind this side's: no Close has passed, nobody has ended. */
    boolean mayBeJoined() {
        return state == State.FLOWING && !closeSeen && !connection.hasEnded() && !other.outputEnded;
    }

    /** Puts a ping for the other side behind this side's frames, now or as soon as one ends. */
    void owePing() {
        pingOwed = true;
        if (!scanning && scanner.atBoundary()) {
            payPing();
        }
    }

    private void payPing() {
        if (scanner.atBoundary() && mayBeJoined()) {
            pingOwed = false;
            other.connection.write(limits.pingTo(other));
            tunnel.watch();
        }
    }

    boolean owesPing() {
        return pingOwed;
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
        if (guard != null && !scanning) {
            scanner.scan(guard.takeHeld(), this);
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
