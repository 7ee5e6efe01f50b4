package dev.weir.core.http;

/**
 * Puts the chunked coding on a body (RFC 9112 section 7.1): head, the content as it is, end; behind all chunks
 * the last one.
 *
 * <p>Thread: any.
 */
public final class ChunkedEncoder {
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] LAST = {'0', '\r', '\n', '\r', '\n'};

    private ChunkedEncoder() {}

    /**
     * The head of a chunk.
     *
     * @param size bytes of content, more than 0: a chunk of 0 would end the body
     */
    public static byte[] head(long size) {
        if (size <= 0) {
            throw new IllegalArgumentException("a chunk holds at least one byte, not " + size);
        }
        return ByteText.bytes(Long.toHexString(size) + "\r\n");
    }

    /** The line end behind a chunk's content; not to be changed. */
    public static byte[] end() {
        return CRLF;
    }

    /** The last chunk and an empty trailer section, the end of the body; not to be changed. */
    public static byte[] last() {
        return LAST;
    }
}
