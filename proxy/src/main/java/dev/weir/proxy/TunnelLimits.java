package dev.weir.proxy;

import dev.weir.core.http.Headers;
import dev.weir.core.http.ResponseHead;
import dev.weir.core.ws.CloseCode;
import dev.weir.core.ws.DeflateAgreement;
import dev.weir.core.ws.FrameGuard;
import dev.weir.core.ws.Opcode;
import dev.weir.core.ws.RateLimit;
import dev.weir.core.ws.Side;
import dev.weir.core.ws.WsEnd;
import dev.weir.core.ws.WsOptions;
import dev.weir.core.ws.WsOptions.Full;
import dev.weir.core.ws.WsOptions.Ping;
import dev.weir.core.ws.WsOptions.Validation;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * What the operator demands of one tunnel: {@code ws_validate}, {@code ws_max_message_size}, {@code ws_ping},
 * {@code ws_limit_rate} and {@code ws_send_queue full=close}. Most tunnels have none, and pass their bytes without it.
 *
 * <p>Thread: worker. A frame allocates nothing.
 */
final class TunnelLimits {
    private static final Ping NO_PING = new Ping(false, false, null, null);

    private final Tunnel tunnel;
    private final Heartbeat toClient;
    private final Heartbeat toUpstream;
    private final RateLimit rate;
    private final boolean closesFast;
    private final boolean closesSlow;
    private long messagesIn;
    private boolean throttled;
    private long resumeNanos;

    private TunnelLimits(Tunnel tunnel, WsOptions said) {
        this.tunnel = tunnel;
        Ping ping = said.ping() == null ? NO_PING : said.ping();
        this.toClient = ping.client() ? new Heartbeat(tunnel, Side.CLIENT, ping) : null;
        this.toUpstream = ping.upstream() ? new Heartbeat(tunnel, Side.UPSTREAM, ping) : null;
        this.rate = said.rate().isLimited() ? new RateLimit(said.rate(), now()) : null;
        this.closesFast = said.rate().close();
        this.closesSlow = said.sendQueue().full(Full.PAUSE) == Full.CLOSE;
    }

    /**
     * Puts a tunnel under the limits of its location.
     *
     * @param head the 101
     * @return null when there are none
     */
    static TunnelLimits of(Tunnel tunnel, ResponseHead head) {
        WsOptions said = tunnel.exchange().location().webSocket();
        boolean judged = said.validation() != Validation.OFF
                || said.messageSize().client(0) > 0
                || said.messageSize().upstream(0) > 0
                || said.ping() != null && (said.ping().client() || said.ping().upstream());
        TunnelLimits limits = new TunnelLimits(tunnel, said);
        if (!judged && limits.rate == null && !limits.closesSlow) {
            return null;
        }
        boolean deflate = judged && isDeflated(head.headers());
        tunnel.client()
                .limit(
                        limits,
                        judged ? guard(said, true, deflate, said.messageSize().client(0)) : null);
        tunnel.upstream()
                .limit(
                        limits,
                        judged ? guard(said, false, deflate, said.messageSize().upstream(0)) : null);
        return limits;
    }

    private static FrameGuard guard(WsOptions said, boolean fromClient, boolean deflate, long mostBytes) {
        return new FrameGuard(new FrameGuard.Terms(said.validation(), fromClient, deflate, mostBytes));
    }

    /** Whether the 101 agrees on permessage-deflate, the one extension whose bits are known. */
    private static boolean isDeflated(Headers headers) {
        for (String field : headers.all(DeflateAgreement.FIELD)) {
            for (String element : field.split(",")) {
                String name = element.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
                if (name.equals("permessage-deflate")) {
                    return true;
                }
            }
        }
        return false;
    }

    private long now() {
        return tunnel.exchange().worker().nanos();
    }

    private Heartbeat of(TunnelSide side) {
        return side.side() == Side.CLIENT ? toClient : toUpstream;
    }

    // --- what passes

    /** Bytes have come from a side and passed, or not. */
    void onRead(TunnelSide side, int count) {
        if (of(side) != null) {
            of(side).onHeard();
        }
        if (rate != null && side.side() == Side.CLIENT && !tunnel.isClosing()) {
            limitRate(side, count);
        }
    }

    private void limitRate(TunnelSide client, int count) {
        long messages = tunnel.facts().messagesIn;
        long waitNanos = rate.take(now(), (int) (messages - messagesIn), count);
        messagesIn = messages;
        if (waitNanos > 0 && closesFast) {
            tunnel.close(client, new Tunnel.Goodbye(CloseCode.POLICY_VIOLATION, "Rate Limit"), WsEnd.Cause.LIMIT);
        } else if (waitNanos > 0) {
            throttled = true;
            resumeNanos = now() + waitNanos;
            client.connection().pauseReading();
            tunnel.watch();
        }
    }

    /** A control frame is about to pass. */
    boolean mayPass(TunnelSide from, int opcode, ByteBuffer payload) {
        Heartbeat own = of(from);
        Heartbeat others = from.side() == Side.CLIENT ? toUpstream : toClient;
        if (opcode == Opcode.PING && others != null) {
            others.onTheirPing();
            tunnel.watch();
        }
        if (opcode != Opcode.PONG || own == null) {
            return true;
        }
        boolean ours = own.onPong(payload);
        tunnel.watch();
        return !ours;
    }

    /** More waits for a side than it may. */
    void onCongested(TunnelSide slow) {
        if (closesSlow) {
            tunnel.close(slow, new Tunnel.Goodbye(CloseCode.TRY_AGAIN_LATER, "Send Queue Full"), WsEnd.Cause.LIMIT);
        }
    }

    ByteBuffer pingTo(TunnelSide side) {
        return of(side).ping();
    }

    // --- rest

    /** A Close of ours waits for the end of the frame that is under way: it must come. */
    void onClosing() {
        if (throttled && !tunnel.upstream().connection().isCongested()) {
            tunnel.client().connection().resumeReading();
        }
    }

    /** Whether the client's bytes wait for {@code ws_limit_rate}. */
    boolean isThrottled() {
        return throttled;
    }

    boolean mayRead(TunnelSide side) {
        return !throttled || side.side() == Side.UPSTREAM;
    }

    /** While reading rested nobody could say whether a side was silent. */
    void onResumed(TunnelSide side) {
        if (of(side) != null) {
            of(side).onHeard();
            tunnel.watch();
        }
    }

    // --- time

    /** @param otherwise for when there is nothing to do */
    long due(long otherwise) {
        long due = throttled ? resumeNanos : Heartbeat.NEVER;
        due = toClient == null ? due : Math.min(due, toClient.due());
        due = toUpstream == null ? due : Math.min(due, toUpstream.due());
        return due == Heartbeat.NEVER ? otherwise : due;
    }

    /** Does what is due. @return whether there was anything */
    boolean act() {
        if (throttled && resumeNanos - now() <= 0) {
            throttled = false;
            tunnel.onActivity();
            if (!tunnel.upstream().connection().isCongested()) {
                tunnel.client().resumeReading();
            }
            return true;
        }
        return act(toClient) || act(toUpstream);
    }

    private boolean act(Heartbeat heartbeat) {
        boolean due = heartbeat != null && heartbeat.due() != Heartbeat.NEVER && heartbeat.due() - now() <= 0;
        if (due) {
            heartbeat.act();
        }
        return due;
    }
}
