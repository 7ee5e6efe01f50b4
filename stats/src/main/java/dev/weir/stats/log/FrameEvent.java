package dev.weir.stats.log;

import dev.weir.core.ws.SessionFacts;
import dev.weir.core.ws.WsSession;

/**
 * A slot of the ring: either a frame, as numbers and its line, or a finished line, or a command. The producer that
 * claimed it fills it; the log thread reads it and clears the references, so that no slot keeps a connection alive.
 *
 * <p>Thread: the producer until it is published, then log.
 */
final class FrameEvent {
    /** What to print of a frame; null for the other kinds. */
    FrameLine line;

    int opcode;
    boolean fin;
    boolean fromClient;
    long payloadSize;

    /** -1 when no message ends with the frame. */
    long messageSize;

    long wallMillis;
    long ageNanos;

    /** Numbers of the connection by {@link FrameField#totalIndex}; null until the slot has first carried some. */
    long[] totals;

    /** A finished line with its line feed, and where it goes. */
    byte[] text;

    LogFile file;

    /** Asks for all files to be opened anew. */
    boolean reopen;

    /** To be run when all that was published before has been handed to the files. */
    Runnable after;

    void totals(WsSession session) {
        SessionFacts facts = session.facts();
        long[] t = totals;
        if (t == null) {
            t = new long[FrameField.TOTALS];
            totals = t;
        }
        t[0] = facts.framesIn;
        t[1] = facts.framesOut;
        t[2] = facts.messagesIn;
        t[3] = facts.messagesOut;
        t[4] = facts.payloadIn;
        t[5] = facts.payloadOut;
        t[6] = facts.bytesIn;
        t[7] = facts.bytesOut;
        t[8] = facts.rttNanos;
        t[9] = session.queuedBytes();
    }

    void clear() {
        line = null;
        text = null;
        file = null;
        reopen = false;
        after = null;
    }
}
