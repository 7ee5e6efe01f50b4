package dev.weir.core.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.testkit.EveryChunking;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Feeds {@link FrameScanner} in every chunking and gives what it reported. */
final class Walks {
    /** {@link FrameFacts} that can be compared. */
    record Seen(int opcode, boolean fin, long payload, long message, int messageOpcode, int closeCode) {
        static Seen of(FrameFacts f) {
            return new Seen(f.opcode, f.fin, f.payloadLength, f.messageLength, f.messageOpcode, f.closeCode);
        }

        /** A whole message in one frame. */
        static Seen message(int opcode, long length) {
            return new Seen(opcode, true, length, length, opcode, 0);
        }

        static Seen control(int opcode, long length, int closeCode) {
            return new Seen(opcode, true, length, -1, opcode, closeCode);
        }
    }

    /** All frames, and the bytes of one that is not complete. */
    record Walk(List<Seen> frames, long incomplete) {
        static Walk of(Seen... frames) {
            return new Walk(List.of(frames), 0);
        }
    }

    private Walks() {}

    /** Bytes from hexadecimal digits, blanks ignored. */
    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    static Walk walk(byte[] input) {
        Walk walk = EveryChunking.check(input, Scan::new).result();
        assertEquals(walk, EveryChunking.check(input, Steps::new).result(), "frame by frame");
        return walk;
    }

    /** By {@link FrameScanner#scan}. */
    static class Scan implements EveryChunking.Subject<Walk> {
        final FrameScanner scanner = new FrameScanner();
        final List<Seen> frames = new ArrayList<>();

        @Override
        public boolean feed(ByteBuffer piece) {
            int position = piece.position();
            scanner.scan(piece, f -> frames.add(Seen.of(f)));
            assertEquals(position, piece.position());
            piece.position(piece.limit());
            return false;
        }

        @Override
        public Walk result() {
            assertEquals(scanner.incompleteBytes() == 0, scanner.atBoundary());
            return new Walk(List.copyOf(frames), scanner.incompleteBytes());
        }
    }

    /** By {@link FrameScanner#scanToBoundary}. */
    static final class Steps extends Scan {
        @Override
        public boolean feed(ByteBuffer piece) {
            while (piece.hasRemaining()) {
                int before = frames.size();
                piece.position(scanner.scanToBoundary(piece, f -> frames.add(Seen.of(f))));
                assertEquals(before + (scanner.atBoundary() ? 1 : 0), frames.size());
            }
            return false;
        }
    }
}
