package dev.weir.proxy;

import dev.weir.core.ws.CloseCode;
import dev.weir.core.ws.FrameWriter;
import dev.weir.core.ws.Opcode;
import dev.weir.core.ws.Side;
import dev.weir.core.ws.WsEnd;
import dev.weir.core.ws.WsOptions;
import java.nio.ByteBuffer;

/**
 * {@code ws_ping}: pings one side of a tunnel that is silent. The answers are taken out of what passes; a peer's own
 * pings are left alone, and while one waits for its answer there is none of ours, since a peer may answer only the last
 * (RFC 6455 section 5.5.3).
 *
 * <p>Thread: worker.
 */
final class Heartbeat {
    static final long NEVER = Long.MAX_VALUE;

    private final Tunnel tunnel;
    private final TunnelSide pinged;
    private final TunnelSide opposite;
    private final long intervalNanos;
    private final long timeoutNanos;
    private long heardNanos;
    private long pingedNanos;
    private long payload;
    private boolean awaitsOurs;
    private boolean awaitsTheirs;

    Heartbeat(Tunnel tunnel, Side side, WsOptions.Ping ping) {
        this.tunnel = tunnel;
        this.pinged = side == Side.CLIENT ? tunnel.client() : tunnel.upstream();
        this.opposite = side == Side.CLIENT ? tunnel.upstream() : tunnel.client();
        this.intervalNanos = ping.interval().toNanos();
        this.timeoutNanos = ping.timeout().toNanos();
        this.heardNanos = now();
        this.pingedNanos = heardNanos;
    }

    private long now() {
        return pinged.connection().worker().nanos();
    }

    /** Bytes have come from it, or could not come. */
    void onHeard() {
        heardNanos = now();
    }

    /** A ping of the opposite side passes. */
    void onTheirPing() {
        awaitsTheirs = true;
        pingedNanos = now();
    }

    /** @return whether it answers a ping of ours and nobody else's */
    boolean onPong(ByteBuffer answer) {
        boolean ours = awaitsOurs && answer.remaining() == Long.BYTES && answer.getLong(answer.position()) == payload;
        if (ours) {
            awaitsOurs = false;
            tunnel.onRoundTrip(pinged.side(), now() - pingedNanos);
        } else {
            awaitsTheirs = false;
        }
        return ours;
    }

    /** When there is something to do; {@link #NEVER} while it cannot be heard or must not be pinged. */
    long due() {
        boolean hears = pinged.connection().isReading() && !pinged.closeSeen();
        if (!hears || !opposite.mayBeJoined()) {
            return NEVER;
        }
        long pongDue = pongDue();
        // One that goes on without an answer to theirs will give none: ours must still find out when it falls silent.
        boolean theirsMayCome = awaitsTheirs && heardNanos <= pingedNanos;
        boolean rests = opposite.owesPing() || theirsMayCome || pongDue != NEVER;
        return rests ? pongDue : Math.max(heardNanos, pingedNanos) + intervalNanos;
    }

    private long pongDue() {
        boolean waits = timeoutNanos > 0 && (awaitsOurs || awaitsTheirs) && heardNanos <= pingedNanos;
        if (!waits) {
            return NEVER;
        }
        // A ping behind a queue goes out as slowly as it is read.
        boolean queued = pinged.connection().pending() > 0;
        long sentNanos = queued ? Math.max(pingedNanos, pinged.connection().progressNanos()) : pingedNanos;
        return sentNanos + timeoutNanos;
    }

    void act() {
        if (pongDue() - now() <= 0) {
            tunnel.close(CloseCode.GOING_AWAY, "Ping Timeout", WsEnd.Cause.TIMEOUT);
        } else {
            opposite.owePing();
        }
    }

    /** A ping, as it leaves now. */
    ByteBuffer ping() {
        pingedNanos = now();
        awaitsOurs = true;
        payload = (long) tunnel.random() << 32 | tunnel.random() & 0xffffffffL;
        ByteBuffer content = ByteBuffer.allocate(Long.BYTES).putLong(0, payload);
        ByteBuffer out = ByteBuffer.allocate(FrameWriter.LONGEST_HEADER + Long.BYTES);
        if (pinged.side() == Side.CLIENT) {
            FrameWriter.frame(out, Opcode.PING, content);
        } else {
            FrameWriter.maskedFrame(out, Opcode.PING, content, tunnel.random());
        }
        return out.flip();
    }
}
