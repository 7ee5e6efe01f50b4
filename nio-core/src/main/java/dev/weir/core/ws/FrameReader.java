package dev.weir.core.ws;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads the frames of one direction where Weir itself is the peer, and holds them to the rules: takes the mask off and
 * gives each message in parts. A frame of up to {@value #GATHERED} bytes is one part, checked as far as its message has
 * come; a longer one is several, given while it comes, so that memory stays bounded. A compressed message is inflated
 * while it comes.
 *
 * <pre>
 *   HEADER --complete, rules kept--> PAYLOAD --last byte--> HEADER
 *      |                                |
 *      +------- Violation --------------+--> over (also after a Close): further bytes are swallowed
 * </pre>
 *
 * Unmasks in the caller's buffer: whatever else looks at the bytes ({@link FrameScanner}) looks first.
 *
 * <p>Thread: worker.
 */
final class FrameReader {
    /** Longest frame that is gathered before it is given. */
    static final int GATHERED = 64 * 1024;

    private static final int SMALLEST = 256;

    private final WsEndpoint owner;
    private final long mostBytes;
    private final FrameHeader header = new FrameHeader();
    private final Utf8Validator text = new Utf8Validator();
    private final InflatedParts inflated;
    private int state;
    private int messageOpcode;
    private long messageBytes;
    private boolean first;
    private boolean inPayload;
    private boolean over;
    private long came;
    private boolean compressed;
    private byte[] gathered;

    /**
     * @param mostBytes of a message, inflated; 0 for no limit
     * @param deflation null when compression was not agreed on
     */
    FrameReader(WsEndpoint owner, long mostBytes, Deflation deflation) {
        this.owner = owner;
        this.mostBytes = mostBytes;
        this.inflated = deflation == null ? null : new InflatedParts(this, deflation.inflater(mostBytes));
        this.state = FrameRules.FROM_CLIENT | (deflation == null ? 0 : FrameRules.DEFLATE);
    }

    /** Reads all bytes. @return the rule that was broken, once; null otherwise */
    Violation read(ByteBuffer in) {
        Violation violation = null;
        while (!over && violation == null && (in.hasRemaining() || inPayload && came == header.length())) {
            violation = inPayload ? payload(in) : header(in);
        }
        if (violation != null || over) {
            over = true;
            release();
            in.position(in.limit());
        }
        return violation;
    }

    /** Whether a message has begun of which more frames are to come. */
    boolean isWithinMessage() {
        return (state & FrameRules.IN_MESSAGE) != 0;
    }

    /** Nothing more will be read. */
    void release() {
        gathered = null;
        if (inflated != null) {
            inflated.release();
        }
    }

    private Violation header(ByteBuffer in) {
        if (!header.read(in)) {
            return null;
        }
        Violation violation = FrameRules.header(header.first(), header.second(), header.length(), state);
        if (violation != null) {
            return violation;
        }
        inPayload = true;
        came = 0;
        return Opcode.isControl(header.opcode()) ? null : data();
    }

    private Violation data() {
        if (header.opcode() != Opcode.CONTINUATION) {
            messageOpcode = header.opcode();
            messageBytes = 0;
            first = true;
            compressed = (header.first() & FrameRules.RSV1) != 0;
            text.reset();
        }
        if (compressed) {
            // The inflater holds the message to the limit.
            return null;
        }
        messageBytes += header.length();
        return FrameRules.messageLength(messageBytes, mostBytes);
    }

    private Violation payload(ByteBuffer in) {
        int count = (int) Math.min(header.length() - came, in.remaining());
        int from = in.position();
        if (header.key() != 0) {
            Masking.apply(in, from, from + count, header.key(), came);
        }
        ByteBuffer part = in.slice(from, count);
        in.position(from + count);
        came += count;
        boolean control = Opcode.isControl(header.opcode());
        if (!control && compressed) {
            return compressed(part);
        }
        Violation violation = control ? null : check(part);
        if (violation != null) {
            return violation;
        }
        if (came == header.length()) {
            return complete(part, control);
        }
        if (control || header.length() <= GATHERED) {
            gather(part);
        } else {
            give(part, false);
        }
        return null;
    }

    private Violation compressed(ByteBuffer part) {
        Violation violation = inflated.take(part);
        if (violation != null || came < header.length()) {
            return violation;
        }
        boolean ends = header.fin();
        if (ends) {
            violation = inflated.end();
            violation = violation == null ? checkEnd() : violation;
        }
        if (violation == null) {
            endFrame();
            if (ends) {
                give(inflated.rest(), true);
            }
        }
        return violation;
    }

    private void endFrame() {
        inPayload = false;
        state = FrameRules.after(header.first(), state);
        header.reset();
    }

    /** Judges payload of the present message, inflated. */
    Violation check(ByteBuffer part) {
        return messageOpcode == Opcode.TEXT && !text.accept(part) ? Violation.TEXT_NOT_UTF8 : null;
    }

    private Violation checkEnd() {
        return messageOpcode == Opcode.TEXT && !text.isComplete() ? Violation.TEXT_NOT_UTF8 : null;
    }

    void give(ByteBuffer part, boolean last) {
        boolean opens = first;
        first = false;
        owner.onPart(messageOpcode, part, opens, last);
    }

    private void gather(ByteBuffer part) {
        if (gathered == null) {
            gathered = new byte[Math.max(SMALLEST, (int) came)];
        } else if (gathered.length < came) {
            gathered = Arrays.copyOf(gathered, (int) Math.min(header.length(), Math.max(2L * gathered.length, came)));
        }
        part.get(part.position(), gathered, (int) came - part.remaining(), part.remaining());
    }

    private Violation complete(ByteBuffer part, boolean control) {
        boolean ends = !control && header.fin();
        Violation violation = ends ? checkEnd() : null;
        if (violation != null) {
            return violation;
        }
        ByteBuffer whole = part;
        if (gathered != null) {
            gather(part);
            whole = ByteBuffer.wrap(gathered, 0, (int) came);
            gathered = null;
        }
        endFrame();
        if (control) {
            return onControl(header.opcode(), whole);
        }
        give(whole, ends);
        return null;
    }

    private Violation onControl(int opcode, ByteBuffer payload) {
        if (opcode == Opcode.PING) {
            owner.onPing(payload);
        } else if (opcode == Opcode.PONG) {
            owner.onPong(payload);
        } else if (opcode == Opcode.CLOSE) {
            Violation violation = FrameRules.closePayload(payload);
            if (violation != null) {
                return violation;
            }
            over = true;
            owner.onCloseFrame(payload.hasRemaining() ? payload.getShort() & 0xffff : CloseCode.NONE);
        }
        return null;
    }
}
