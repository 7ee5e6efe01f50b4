package dev.weir.core.ws;

import java.nio.ByteBuffer;

/**
 * Judges the frames of one direction of a tunnel before they pass, and changes none. What may still be refused or
 * taken out is held back: the header of a frame until it is complete, a control frame until its last byte; payload of
 * messages passes as it comes.
 *
 * <pre>
 *   HEADER --complete, rules kept--> PAYLOAD or CONTROL --last byte--> HEADER
 *      |                                    |
 *      +------- Violation ------------------+--> over: nothing passes any more
 * </pre>
 *
 * So a violation found in a header or a control frame leaves whole frames alone behind it. Text that turns out not to
 * be UTF-8 does so only where its frame began in the same piece of input; else the frame has begun to pass.
 *
 * <p>Thread: worker. Frames of messages and pings allocate nothing.
 */
public final class FrameGuard {
    private enum Stage {
        HEADER,
        /** Of a message, or of a control frame that is too long to be one. */
        PAYLOAD,
        /** Payload of a control frame that is held back. */
        CONTROL
    }

    private static final int LONGEST_HELD = FrameWriter.LONGEST_HEADER + FrameWriter.LONGEST_CONTROL;

    private final Terms terms;
    private final FrameHeader header = new FrameHeader();
    private final Utf8Validator text = new Utf8Validator();
    private final ByteBuffer held = ByteBuffer.allocate(LONGEST_HELD);
    private final ByteBuffer leaving = held.duplicate();
    private Stage stage = Stage.HEADER;
    private int state;
    private long messageBytes;
    private boolean checksText;

    /** Payload bytes still to come. */
    private long missing;

    /** Up to where the present input has passed. */
    private int given;

    /** Where the present frame began in the present input; -1 when it had begun before. */
    private int frameAt;

    private boolean passes;

    /**
     * What a direction is held to.
     *
     * @param validation which rules
     * @param fromClient whose frames they are
     * @param deflate whether permessage-deflate was agreed on; text of compressed messages is not judged
     * @param mostBytes of a message on the wire, all fragments together; 0 for no limit
     */
    public record Terms(WsOptions.Validation validation, boolean fromClient, boolean deflate, long mostBytes) {
        private int state() {
            return (fromClient ? FrameRules.FROM_CLIENT : 0) | (deflate ? FrameRules.DEFLATE : 0);
        }

        private boolean validates() {
            return validation != WsOptions.Validation.OFF;
        }
    }

    /** Where frames go. Thread: worker. */
    public interface Sink {
        /** Takes all bytes between position and limit; frames are whole or go on with the next call. */
        void pass(ByteBuffer bytes);

        /**
         * Asked for each control frame, before it passes.
         *
         * @param payload unmasked, between position and limit; good only during the call
         * @return false to take it out
         */
        boolean mayPass(int opcode, ByteBuffer payload);
    }

    public FrameGuard(Terms terms) {
        this.terms = terms;
        this.state = terms.state();
    }

    /** Gives up the bytes that are held back, ready to be read; then no further call of {@link #read} makes sense. */
    public ByteBuffer takeHeld() {
        ByteBuffer taken = held.duplicate().flip();
        held.clear();
        return taken;
    }

    /** How many are held back. */
    public int heldBytes() {
        return held.position();
    }

    /**
     * Takes all bytes; when a rule is broken, up to where they have passed or are held back.
     *
     * @return the rule that was broken; then no further call makes sense
     */
    public Violation read(ByteBuffer in, Sink sink) {
        given = in.position();
        frameAt = -1;
        Violation violation = null;
        while (violation == null && in.hasRemaining()) {
            violation = switch (stage) {
                case HEADER -> header(in, sink);
                case PAYLOAD -> payload(in, sink);
                case CONTROL -> control(in, sink);
            };
        }
        if (violation == null) {
            giveUpTo(in, in.limit(), sink);
        }
        in.position(given);
        return violation;
    }

    // --- headers

    private Violation header(ByteBuffer in, Sink sink) {
        int start = in.position();
        if (!header.read(in)) {
            giveUpTo(in, start, sink);
            hold(in, start);
            return null;
        }
        missing = bounded(header.length());
        boolean control = Opcode.isControl(header.opcode());
        Violation violation =
                terms.validates() ? FrameRules.header(header.first(), header.second(), header.length(), state) : null;
        if (violation == null && !control) {
            violation = message();
        }
        if (violation != null) {
            giveUpTo(in, start, sink);
            return violation;
        }
        return control && missing <= FrameWriter.LONGEST_CONTROL
                ? beginControl(in, start, sink)
                : beginPayload(in, start, sink);
    }

    /** A length with the top bit set is more than can ever come. */
    private static long bounded(long length) {
        return length < 0 ? Long.MAX_VALUE : length;
    }

    private Violation message() {
        if (header.opcode() != Opcode.CONTINUATION) {
            messageBytes = 0;
            checksText = terms.validation == WsOptions.Validation.UTF8
                    && header.opcode() == Opcode.TEXT
                    && (header.first() & FrameRules.RSV1) == 0;
            text.reset();
        }
        messageBytes = bounded(messageBytes + missing);
        return FrameRules.messageLength(messageBytes, terms.mostBytes);
    }

    // --- messages

    private Violation beginPayload(ByteBuffer in, int start, Sink sink) {
        Violation violation = missing == 0 ? endFrame() : null;
        if (violation != null) {
            giveUpTo(in, start, sink);
            return violation;
        }
        stage = missing == 0 ? Stage.HEADER : Stage.PAYLOAD;
        frameAt = start;
        if (held.position() > 0) {
            hold(in, start);
            giveHeld(sink);
            frameAt = -1;
        }
        return null;
    }

    private Violation payload(ByteBuffer in, Sink sink) {
        int from = in.position();
        int count = (int) Math.min(missing, in.remaining());
        in.position(from + count);
        Violation violation = checksText ? text(in, from, from + count) : null;
        missing -= count;
        if (violation == null && missing == 0) {
            violation = endFrame();
            stage = Stage.HEADER;
        }
        if (violation != null && frameAt >= 0) {
            giveUpTo(in, frameAt, sink);
        }
        return violation;
    }

    private Violation text(ByteBuffer in, int from, int to) {
        long offset = header.length() - missing;
        Masking.apply(in, from, to, header.key(), offset);
        boolean valid = text.accept(in, from, to);
        Masking.apply(in, from, to, header.key(), offset);
        return valid ? null : Violation.TEXT_NOT_UTF8;
    }

    private Violation endFrame() {
        state = FrameRules.after(header.first(), state);
        boolean ends = header.fin() && !Opcode.isControl(header.opcode());
        header.reset();
        if (!ends) {
            return null;
        }
        messageBytes = 0;
        boolean cut = checksText && !text.isComplete();
        checksText = false;
        return cut ? Violation.TEXT_NOT_UTF8 : null;
    }

    // --- control frames

    private Violation beginControl(ByteBuffer in, int start, Sink sink) {
        int from = in.position();
        if (held.position() > 0 || in.remaining() < missing) {
            giveUpTo(in, start, sink);
            hold(in, start);
            stage = Stage.CONTROL;
            return missing == 0 ? control(in, sink) : null;
        }
        int end = from + (int) missing;
        in.position(end);
        Violation violation = judge(in, from, end, sink);
        if (violation != null || !passes) {
            giveUpTo(in, start, sink);
            given = end;
        }
        endFrame();
        return violation;
    }

    private Violation control(ByteBuffer in, Sink sink) {
        int from = in.position();
        int count = (int) Math.min(missing, in.remaining());
        in.position(from + count);
        hold(in, from);
        missing -= count;
        if (missing > 0) {
            return null;
        }
        int end = held.position();
        Violation violation = judge(held, end - (int) header.length(), end, sink);
        if (violation == null) {
            endFrame();
            stage = Stage.HEADER;
            if (passes) {
                giveHeld(sink);
            } else {
                held.clear();
            }
        }
        return violation;
    }

    /** Leaves the buffer as it was. */
    private Violation judge(ByteBuffer in, int from, int to, Sink sink) {
        int position = in.position();
        int limit = in.limit();
        Masking.apply(in, from, to, header.key(), 0);
        in.limit(to).position(from);
        boolean close = header.opcode() == Opcode.CLOSE && terms.validates();
        Violation violation = close ? FrameRules.closePayload(in) : null;
        passes = violation == null && sink.mayPass(header.opcode(), in);
        in.limit(limit).position(position);
        Masking.apply(in, from, to, header.key(), 0);
        return violation;
    }

    // --- what passes

    /** Keeps what was read since {@code from}. */
    private void hold(ByteBuffer in, int from) {
        for (int i = from; i < in.position(); i++) {
            held.put(in.get(i));
        }
        given = in.position();
    }

    private void giveHeld(Sink sink) {
        leaving.limit(held.position()).position(0);
        held.clear();
        sink.pass(leaving);
    }

    private void giveUpTo(ByteBuffer in, int to, Sink sink) {
        if (to <= given) {
            return;
        }
        int position = in.position();
        int limit = in.limit();
        in.limit(to).position(given);
        given = to;
        sink.pass(in);
        in.limit(limit).position(position);
    }
}
