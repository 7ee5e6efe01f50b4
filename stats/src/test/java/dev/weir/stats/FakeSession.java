package dev.weir.stats;

import dev.weir.core.http.Exchange;
import dev.weir.core.ws.FrameFacts;
import dev.weir.core.ws.FrameTap;
import dev.weir.core.ws.SessionFacts;
import dev.weir.core.ws.Side;
import dev.weir.core.ws.WsEnd;
import dev.weir.core.ws.WsSession;

/** A WebSocket connection whose frames a test tells of, as a tunnel would. Thread: the exchange's worker. */
public final class FakeSession implements WsSession {
    private final Exchange exchange;
    private final SessionFacts facts;
    private final FrameFacts frame = new FrameFacts();
    private FrameTap tap;

    /** What waits for the client; -1 for what its connection says. */
    public long queued = -1;

    /** Whether who asks for that meets a fault. */
    public boolean faulty;

    public FakeSession(Exchange exchange) {
        this(exchange, exchange.worker().nanos());
    }

    public FakeSession(Exchange exchange, long openedNanos) {
        this.exchange = exchange;
        this.facts = new SessionFacts(openedNanos);
        exchange.attach(WsSession.KEY, this);
    }

    @Override
    public Exchange exchange() {
        return exchange;
    }

    @Override
    public SessionFacts facts() {
        return facts;
    }

    @Override
    public void close(int code, String reason, WsEnd.Cause cause) {
        end(WsEnd.By.GATEWAY, code, cause);
    }

    @Override
    public long queuedBytes() {
        if (faulty) {
            throw new IllegalStateException("on purpose");
        }
        return queued < 0 ? WsSession.super.queuedBytes() : queued;
    }

    /** Opens one of several taps, of which one at most is interested. */
    public void openOne(FrameTap.Factory factory) {
        FrameTap opened = factory.open(this);
        tap = opened == null ? tap : opened;
    }

    public FakeSession open(FrameTap.Factory factory) {
        tap = factory.open(this);
        return this;
    }

    /** A frame that is a whole message, or a control frame. */
    public void frame(Side from, int opcode, long size) {
        boolean control = opcode >= 8;
        frame(from, opcode, true, size, control ? -1 : size, opcode);
    }

    public void frame(Side from, int opcode, boolean fin, long size, long messageSize, int messageOpcode) {
        frame.opcode = opcode;
        frame.fin = fin;
        frame.payloadLength = size;
        frame.messageLength = messageSize;
        frame.messageOpcode = messageOpcode;
        frame.closeCode = 0;
        facts.onFrame(from, frame);
        if (tap != null) {
            tap.onFrame(this, from, frame);
        }
    }

    public void bytes(Side from, int count) {
        facts.onBytes(from, count);
        if (tap != null) {
            tap.onBytes(this, from, count);
        }
    }

    public void end(WsEnd.By side, int code, WsEnd.Cause cause) {
        end(new WsEnd(side, code, cause, 0, 0));
    }

    public void end(WsEnd end) {
        facts.end = end;
        if (tap != null) {
            tap.onClose(this, end);
        }
    }
}
