package dev.weir.core.ws;

import dev.weir.core.ws.FrameGuard.Terms;
import dev.weir.core.ws.Walks.Seen;
import dev.weir.core.ws.WsOptions.Validation;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads frames (RFC 6455) of bytes that are all there: slow, short, and written without a look at how scanner and guard
 * do it. Thread: any; stateless.
 */
final class NaiveFrames {
    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);
    /** RFC 3629 section 4. */
    private static final Pattern CHARACTER = Pattern.compile("[\\x00-\\x7f]+|[\\xc2-\\xdf][\\x80-\\xbf]"
            + "|(?:\\xe0[\\xa0-\\xbf]|[\\xe1-\\xec\\xee\\xef][\\x80-\\xbf]|\\xed[\\x80-\\x9f])[\\x80-\\xbf]"
            + "|(?:\\xf0[\\x90-\\xbf]|[\\xf1-\\xf3][\\x80-\\xbf]|\\xf4[\\x80-\\x8f])[\\x80-\\xbf][\\x80-\\xbf]");

    private static final Set<Integer> KNOWN = Set.of(0, 1, 2, 8, 9, 10);

    /**
     * One frame.
     *
     * @param at where it begins
     * @param start where its payload begins; -1 when the header is not complete
     * @param end where it ends, at most where the bytes do
     * @param length of the payload as it stands, unsigned
     * @param payload what there is of it, unmasked
     */
    record Frame(int at, int start, int end, int byte0, int byte1, BigInteger length, byte[] payload) {
        int opcode() {
            return byte0 & 15;
        }

        boolean fin() {
            return byte0 >= 128;
        }

        boolean control() {
            return opcode() >= 8;
        }

        boolean masked() {
            return byte1 >= 128;
        }

        boolean hasHeader() {
            return start >= 0;
        }

        boolean complete() {
            return hasHeader() && length.equals(BigInteger.valueOf(payload.length));
        }
    }

    private NaiveFrames() {}

    static List<Frame> frames(byte[] bytes) {
        List<Frame> frames = new ArrayList<>();
        for (int at = 0; at < bytes.length; at = frames.get(frames.size() - 1).end) {
            frames.add(frame(bytes, at));
        }
        return frames;
    }

    private static Frame frame(byte[] bytes, int at) {
        int byte0 = bytes[at] & 255;
        int byte1 = at + 1 < bytes.length ? bytes[at + 1] & 255 : 0;
        int field = byte1 % 128;
        int more = field == 126 ? 2 : field == 127 ? 8 : 0;
        int start = at + 2 + more + (byte1 >= 128 ? 4 : 0);
        if (at + 1 >= bytes.length || start > bytes.length) {
            return new Frame(at, -1, bytes.length, byte0, byte1, BigInteger.ZERO, new byte[0]);
        }
        BigInteger length = more == 0
                ? BigInteger.valueOf(field)
                : new BigInteger(1, Arrays.copyOfRange(bytes, at + 2, at + 2 + more));
        int end = length.min(BigInteger.valueOf(bytes.length - start)).intValue() + start;
        byte[] payload = Arrays.copyOfRange(bytes, start, end);
        for (int i = 0; i < payload.length && byte1 >= 128; i++) {
            payload[i] ^= bytes[start - 4 + i % 4];
        }
        return new Frame(at, start, end, byte0, byte1, length, payload);
    }

    // --- what a scanner must say

    static Walks.Walk walk(byte[] bytes) {
        List<Seen> seen = new ArrayList<>();
        int opcode = -1;
        BigInteger sum = BigInteger.ZERO;
        for (Frame f : frames(bytes)) {
            if (!f.complete()) {
                return new Walks.Walk(seen, f.end - f.at);
            }
            long length = f.length.longValueExact();
            if (f.control()) {
                int code = length < 2 ? 1005 : (f.payload[0] & 255) * 256 + (f.payload[1] & 255);
                seen.add(new Seen(f.opcode(), f.fin(), length, -1, f.opcode(), f.opcode() == 8 ? code : 0));
                continue;
            }
            boolean opens = f.opcode() != 0 || opcode < 0;
            opcode = opens ? f.opcode() : opcode;
            sum = opens ? f.length : sum.add(f.length);
            seen.add(new Seen(f.opcode(), f.fin(), length, f.fin() ? sum.longValueExact() : -1, opcode, 0));
            opcode = f.fin() ? -1 : opcode;
        }
        return new Walks.Walk(seen, 0);
    }

    // --- what a guard must say

    /**
     * @param violation null for none
     * @param passed what must have passed, the bytes before a violation's frame
     * @param perhaps further bytes, of which the first may have passed too
     */
    record Judgement(Violation violation, byte[] passed, byte[] perhaps) {}

    /** Takes out pongs with an odd number of bytes. */
    static boolean mayPass(int opcode, int length) {
        return opcode != 10 || length % 2 == 0;
    }

    static Judgement judge(byte[] bytes, Terms terms) {
        return new Judge(bytes, terms).all();
    }

    /** One direction. Thread: the fuzzer's. */
    private static final class Judge {
        private final byte[] bytes;
        private final Terms terms;
        private final boolean validates;
        private final ByteArrayOutputStream passed = new ByteArrayOutputStream();
        private final ByteArrayOutputStream text = new ByteArrayOutputStream();
        private boolean inMessage;
        private boolean isText;
        private boolean closed;
        private BigInteger sum = BigInteger.ZERO;

        Judge(byte[] bytes, Terms terms) {
            this.bytes = bytes;
            this.terms = terms;
            this.validates = terms.validation() != Validation.OFF;
        }

        Judgement all() {
            for (Frame f : frames(bytes)) {
                Violation violation = f.hasHeader() ? header(f) : null;
                boolean found = violation != null;
                violation = found || !f.hasHeader() ? violation : payload(f);
                if (violation != null) {
                    boolean begun = !found && !f.control();
                    return end(violation, begun ? Arrays.copyOfRange(bytes, f.at, f.end) : new byte[0]);
                }
                if (passes(f)) {
                    passed.write(bytes, f.at, f.end - f.at);
                }
            }
            return end(null, new byte[0]);
        }

        private Judgement end(Violation violation, byte[] perhaps) {
            return new Judgement(violation, passed.toByteArray(), perhaps);
        }

        /** A control frame is held back until it is whole, unless it is too long for one. */
        private boolean passes(Frame f) {
            boolean held = f.control() && f.length.intValue() <= 125 && f.length.bitLength() < 31;
            return f.hasHeader() && (!held || f.complete() && mayPass(f.opcode(), f.payload.length));
        }

        private Violation header(Frame f) {
            Violation broken = validates ? rules(f) : null;
            if (broken != null || f.control()) {
                return broken;
            }
            if (f.opcode() != 0) {
                sum = BigInteger.ZERO;
                text.reset();
                isText = terms.validation() == Validation.UTF8 && f.opcode() == 1 && f.byte0 / 64 % 2 == 0;
            }
            sum = sum.add(f.length);
            boolean over = terms.mostBytes() > 0 && sum.compareTo(BigInteger.valueOf(terms.mostBytes())) > 0;
            return over ? Violation.MESSAGE_TOO_BIG : null;
        }

        private Violation rules(Frame f) {
            int reserved = f.byte0 / 16 % 8;
            boolean compressed = reserved == 4 && terms.deflate() && (f.opcode() == 1 || f.opcode() == 2);
            int field = f.byte1 % 128;
            if (closed) {
                return Violation.AFTER_CLOSE;
            } else if (reserved != 0 && !compressed) {
                return Violation.RESERVED_BITS;
            } else if (!KNOWN.contains(f.opcode())) {
                return Violation.RESERVED_OPCODE;
            } else if (f.masked() != terms.fromClient()) {
                return f.masked() ? Violation.MASKED : Violation.NOT_MASKED;
            } else if (f.length.compareTo(MOST) > 0) {
                return Violation.LENGTH_TOP_BIT;
            } else if (field > 125 && f.length.longValue() < (field == 126 ? 126 : 65536)) {
                return Violation.LENGTH_NOT_SHORTEST;
            }
            return f.control() ? controlRules(f) : order(f);
        }

        private static Violation controlRules(Frame f) {
            if (!f.fin()) {
                return Violation.CONTROL_FRAGMENTED;
            } else if (f.length.longValue() > 125) {
                return Violation.CONTROL_TOO_LONG;
            }
            return f.opcode() == 8 && f.length.longValue() == 1 ? Violation.CLOSE_PAYLOAD_OF_ONE_BYTE : null;
        }

        private Violation order(Frame f) {
            if (f.opcode() == 0) {
                return inMessage ? null : Violation.NOTHING_TO_CONTINUE;
            }
            return inMessage ? Violation.MESSAGE_NOT_ENDED : null;
        }

        private Violation payload(Frame f) {
            if (f.control()) {
                boolean isClose = validates && f.opcode() == 8 && f.complete();
                closed |= isClose;
                return isClose && f.payload.length > 0 ? close(f.payload) : null;
            }
            boolean ends = f.fin() && f.complete();
            text.writeBytes(isText ? f.payload : new byte[0]);
            boolean bad = isText && !isUtf8(text.toByteArray(), ends);
            inMessage = !f.fin();
            isText &= !ends;
            sum = ends ? BigInteger.ZERO : sum;
            return bad ? Violation.TEXT_NOT_UTF8 : null;
        }

        private static Violation close(byte[] payload) {
            int code = (payload[0] & 255) * 256 + (payload[1] & 255);
            boolean known = code >= 1000
                    && code <= 1014
                    && Set.of(1004, 1005, 1006).stream().noneMatch(c -> c == code);
            if (!known && (code < 3000 || code > 4999)) {
                return Violation.CLOSE_CODE_INVALID;
            }
            return isUtf8(Arrays.copyOfRange(payload, 2, payload.length), true)
                    ? null
                    : Violation.CLOSE_REASON_NOT_UTF8;
        }
    }

    /** @param whole whether nothing follows; else a part of a character may stand at the end */
    static boolean isUtf8(byte[] bytes, boolean whole) {
        Matcher character = CHARACTER.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
        int at = 0;
        while (at < bytes.length && character.region(at, bytes.length).lookingAt()) {
            at = character.end();
        }
        return at == bytes.length || !whole && character.hitEnd();
    }
}
