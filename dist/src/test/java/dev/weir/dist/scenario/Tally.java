package dev.weir.dist.scenario;

import dev.weir.testkit.Frame;

/** What has been sent or has come in one direction of a WebSocket connection. Thread: any. */
final class Tally {
    private Traffic traffic = Traffic.NONE;

    /** Frames, messages, payload and bytes on the wire. Thread: any; immutable. */
    record Traffic(long frames, long messages, long payload, long bytes) {
        static final Traffic NONE = new Traffic(0, 0, 0, 0);

        Traffic plus(Traffic other) {
            return new Traffic(
                    frames + other.frames, messages + other.messages, payload + other.payload, bytes + other.bytes);
        }

        Traffic plus(Frame frame) {
            int length = frame.payload().length();
            int header = (length < 126 ? 2 : length < 65536 ? 4 : 10) + (frame.masked() ? 4 : 0);
            boolean message = frame.fin() && frame.opcode() < Frame.CLOSE;
            return plus(new Traffic(1, message ? 1 : 0, length, header + length));
        }

        /** Bytes that made no whole frame. */
        Traffic plusBytes(long count) {
            return plus(new Traffic(0, 0, 0, count));
        }

        boolean isAtMost(Traffic other) {
            return frames <= other.frames
                    && messages <= other.messages
                    && payload <= other.payload
                    && bytes <= other.bytes;
        }
    }

    synchronized void add(Frame frame) {
        traffic = traffic.plus(frame);
    }

    synchronized void addBytes(int count) {
        traffic = traffic.plusBytes(count);
    }

    synchronized Traffic traffic() {
        return traffic;
    }
}
