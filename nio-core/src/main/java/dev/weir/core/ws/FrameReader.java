package dev.weir.core.ws;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads the frames of one direction where Weir itself is the peer, and holds them to the rules: takes the mask off and
 * gives each data frame as it came. A frame of up to {@value #GATHERED} bytes is given in one piece, checked as far as
 * its message has come; a longer one while it comes, so that memory stays bounded.
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
    private final FrameHeader header = new FrameHeader();
    private final Utf8Validator text = new Utf8Validator();
    private int state = FrameRules.FROM_CLIENT;
    private int messageOpcode;
    private boolean inPayload;
    private boolean over;
    private long came;
    private byte[] gathered;

    FrameReader(WsEndpoint owner) {
        this.owner = owner;
    }

    /** Reads all bytes. @return the rule that was broken, once; null otherwise */
    Violation read(ByteBuffer in) {
        Violation violation = null;
        while (!over && violation == null && (in.hasRemaining() || inPayload && came == header.length())) {
            violation = inPayload ? payload(in) : header(in);
        }
        if (violation != null || over) {
            over = true;
            gathered = null;
            in.position(in.limit());
        }
        return violation;
    }

    private Violation header(ByteBuffer in) {
        if (!header.read(in)) {
            return null;
        }
        Violation violation = FrameRules.header(header.first(), header.second(), header.length(), state);
        if (violation != null) {
            return violation;
        }
        if (header.opcode() == Opcode.TEXT || header.opcode() == Opcode.BINARY) {
            messageOpcode = header.opcode();
            text.reset();
        }
        inPayload = true;
        came = 0;
        if (header.length() > GATHERED) {
            owner.onFrameStart(header.opcode(), header.fin(), header.length());
        }
        return null;
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
        if (!control && messageOpcode == Opcode.TEXT && !text.accept(part)) {
            return Violation.TEXT_NOT_UTF8;
        }
        if (came == header.length()) {
            return complete(part, control);
        }
        if (header.length() > GATHERED) {
            owner.onPayload(part);
        } else {
            gather(part);
        }
        return null;
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
        if (ends && messageOpcode == Opcode.TEXT && !text.isComplete()) {
            return Violation.TEXT_NOT_UTF8;
        }
        ByteBuffer whole = part;
        if (gathered != null) {
            gather(part);
            whole = ByteBuffer.wrap(gathered, 0, (int) came);
            gathered = null;
        }
        inPayload = false;
        state = FrameRules.after(header.first(), state);
        header.reset();
        if (control) {
            return onControl(header.opcode(), whole);
        }
        if (header.length() <= GATHERED) {
            owner.onFrameStart(header.opcode(), header.fin(), header.length());
        }
        owner.onPayload(whole);
        return null;
    }

    private Violation onControl(int opcode, ByteBuffer payload) {
        if (opcode == Opcode.PING) {
            owner.onPing(payload);
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
