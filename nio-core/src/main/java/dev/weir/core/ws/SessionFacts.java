package dev.weir.core.ws;

/**
 * Running totals of one WebSocket connection; {@code in} is from the client.
 *
 * <p>Thread: worker.
 */
public final class SessionFacts {
    /** Clock reading ({@code Clock.nanos}) at the 101. */
    public final long openedNanos;

    public long framesIn;
    public long framesOut;
    public long messagesIn;
    public long messagesOut;
    public long payloadIn;
    public long payloadOut;
    public long bytesIn;
    public long bytesOut;

    /** Nanoseconds from the last Ping of ours that was answered to its Pong; -1 while none has been. */
    public long rttNanos = -1;

    /** The frame now being observed and its sender; null before the first. */
    public FrameFacts frame;

    public Side from;

    /** How it ended; null while it is open. */
    public WsEnd end;

    public SessionFacts(long openedNanos) {
        this.openedNanos = openedNanos;
    }

    /** Adds a complete frame. */
    public void onFrame(Side side, FrameFacts facts) {
        if (frame != facts) {
            // Storing even the same reference would make the garbage collector look at this object again.
            frame = facts;
        }
        if (from != side) {
            from = side;
        }
        boolean message = facts.messageLength >= 0;
        if (side == Side.CLIENT) {
            framesIn++;
            payloadIn += facts.payloadLength;
            messagesIn += message ? 1 : 0;
        } else {
            framesOut++;
            payloadOut += facts.payloadLength;
            messagesOut += message ? 1 : 0;
        }
    }

    /** Adds wire bytes. */
    public void onBytes(Side side, int count) {
        if (side == Side.CLIENT) {
            bytesIn += count;
        } else {
            bytesOut += count;
        }
    }
}
