package dev.weir.core.ws;

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
    private Sent head;
    private Sent tail;
    private int count;
    private long queued;
    private long written;
    private long complete;
    private boolean inMessage;
    private int messageOpcode;
    private long messageLength;

    private static final class Sent {
        private Sent next;
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
        if (tail == null) {
            head = sent;
        } else {
            tail.next = sent;
        }
        tail = sent;
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
        while (head != null && head.end <= written) {
            Sent sent = head;
            head = sent.next;
            tail = head == null ? null : tail;
            count--;
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
        Sent lost = head;
        head = null;
        tail = null;
        count = 0;
        for (; lost != null; lost = lost.next) {
            if (lost.receipt != null) {
                lost.receipt.onLost(endpoint);
            }
        }
    }
}
