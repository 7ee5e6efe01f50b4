package dev.weir.core.ws;

import dev.weir.core.buffer.Notes;

/**
 * The frames of ours that the socket has not taken whole: a frame counts when its last byte has left, and what is lost
 * with the connection never does.
 *
 * <pre>
 *   bytes queued so far: |....frame....|..frame..|.....frame.....|
 *                              ^ written             ^ queued
 * </pre>
 *
 * <p>Thread: worker.
 */
final class SentFrames {
    private final Notes waiting;
    private int count;
    private long queued;
    private long written;
    private long complete;
    private boolean inMessage;
    private int messageOpcode;
    private long messageLength;

    private static final class Sent {
        private long end;
        private int opcode;
        private boolean fin;
        private long payloadLength;
        private int messageOpcode;
        private long messageLength;
        private int closeCode;
        private Receipt receipt;
    }

    /** Hears of each frame when its last byte has left. */
    interface Sink {
        void onSent(FrameFacts frame, Receipt receipt);
    }

    /** @param waiting where the frames are kept; asked only when there are some, since mostly there are none */
    SentFrames(Notes waiting) {
        this.waiting = waiting;
    }

    /** Frames that have not left whole. */
    int count() {
        return count;
    }

    /**
     * A frame has been queued.
     *
     * @param closeCode of a Close; else 0
     * @param receipt null for none
     */
    void add(int opcode, boolean fin, long payloadLength, int closeCode, Receipt receipt) {
        Sent sent = new Sent();
        queued += FrameWriter.headerLength(payloadLength, false) + payloadLength;
        sent.end = queued;
        sent.opcode = opcode;
        sent.fin = fin;
        sent.payloadLength = payloadLength;
        sent.closeCode = closeCode;
        sent.receipt = receipt;
        if (Opcode.isControl(opcode)) {
            sent.messageOpcode = opcode;
            sent.messageLength = -1;
        } else {
            addToMessage(sent);
        }
        waiting.notes().addLast(sent);
        count++;
    }

    private void addToMessage(Sent sent) {
        if (!inMessage) {
            messageOpcode = sent.opcode;
            messageLength = 0;
        }
        messageLength += sent.payloadLength;
        inMessage = !sent.fin;
        sent.messageOpcode = messageOpcode;
        sent.messageLength = sent.fin ? messageLength : -1;
    }

    /**
     * Only so many bytes of all wait still.
     *
     * @return how many have left since the last time
     */
    int onPending(long pending, FrameFacts facts, Sink sink) {
        long now = Math.max(written, queued - pending);
        int left = (int) (now - written);
        written = now;
        for (Sent sent = first(); sent != null && sent.end <= written; sent = first()) {
            takeFirst();
            complete = sent.end;
            facts.opcode = sent.opcode;
            facts.fin = sent.fin;
            facts.payloadLength = sent.payloadLength;
            facts.messageOpcode = sent.messageOpcode;
            facts.messageLength = sent.messageLength;
            facts.closeCode = sent.closeCode;
            sink.onSent(facts, sent.receipt);
        }
        return left;
    }

    private Sent first() {
        return count == 0 ? null : (Sent) waiting.notes().peekFirst();
    }

    private void takeFirst() {
        waiting.notes().pollFirst();
        count--;
    }

    /** Bytes of a frame that has left in part. */
    long incompleteBytes() {
        return written - complete;
    }

    /** Bytes of all frames that have not left whole, those included that have left already. */
    long heldBytes() {
        return queued - complete;
    }

    /** Gives up what has not left whole. */
    void clear(WsEndpoint endpoint) {
        for (Sent lost = first(); lost != null; lost = first()) {
            takeFirst();
            if (lost.receipt != null) {
                lost.receipt.onLost(endpoint);
            }
        }
    }
}
