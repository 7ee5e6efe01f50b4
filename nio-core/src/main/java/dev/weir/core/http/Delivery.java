package dev.weir.core.http;

import java.util.ArrayList;
import java.util.List;

/**
 * A response that has begun, and which pieces of the representation its body consists of.
 *
 * <p>Thread: any; immutable.
 *
 * @param out where the pieces go
 * @param pieces in order; none when no body is wanted
 */
public record Delivery(ResponseStream out, List<Piece> pieces) {

    /**
     * One piece.
     *
     * @param before bytes that go before it: the head of a part of a multipart body
     * @param from the first byte of the representation
     * @param end the byte behind its last; equal to {@code from} for none
     */
    public record Piece(byte[] before, long from, long end) {
        private static final byte[] NOTHING = {};

        static Piece of(long from, long end) {
            return new Piece(NOTHING, from, end);
        }
    }

    /**
     * The pieces of a partial answer, whose fields are set accordingly.
     *
     * @param length bytes of the whole
     * @param id what the boundary of the parts is made of
     */
    static List<Piece> parts(ByteRanges ranges, Headers.Builder fields, long length, long id) {
        ByteRanges.Range first = ranges.list().get(0);
        if (ranges.list().size() == 1) {
            fields.set("Content-Range", "bytes " + first.from() + "-" + (first.end() - 1) + "/" + length);
            return List.of(Piece.of(first.from(), first.end()));
        }
        String boundary = String.format("%020d", id);
        String type = fields.joined("Content-Type");
        fields.set("Content-Type", "multipart/byteranges; boundary=" + boundary);
        return multipart(ranges, boundary, type, length);
    }

    /** The pieces of a multipart body (RFC 9110 section 14.6), the closing boundary included. */
    private static List<Piece> multipart(ByteRanges ranges, String boundary, String type, long length) {
        List<Piece> pieces = new ArrayList<>();
        String head =
                "\r\n--" + boundary + (type == null ? "" : "\r\nContent-Type: " + type) + "\r\nContent-Range: bytes ";
        for (ByteRanges.Range range : ranges.list()) {
            String before = head + range.from() + "-" + (range.end() - 1) + "/" + length + "\r\n\r\n";
            pieces.add(new Piece(ByteText.bytes(before), range.from(), range.end()));
        }
        pieces.add(new Piece(ByteText.bytes("\r\n--" + boundary + "--\r\n"), 0, 0));
        return pieces;
    }

    /** Bytes of all pieces. */
    static long length(List<Piece> pieces) {
        long sum = 0;
        for (Piece piece : pieces) {
            sum += piece.before().length + piece.end() - piece.from();
        }
        return sum;
    }
}
