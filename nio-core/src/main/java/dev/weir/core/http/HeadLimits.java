package dev.weir.core.http;

/**
 * What a request head may be, in nginx's terms.
 *
 * @param bufferSize {@code client_header_buffer_size}: bytes to begin with
 * @param largeBufferCount {@code large_client_header_buffers}, number: a head has at most count × size bytes
 * @param largeBufferSize {@code large_client_header_buffers}, size in bytes: the longest line, its line end included
 * @param ignoreInvalidHeaders {@code ignore_invalid_headers}: drop fields whose name has other characters than letters,
 *     digits and hyphens; when off, such names are passed on
 * @param underscoresInHeaders {@code underscores_in_headers}: whether an underscore is valid in a name
 * @param maxHeaders {@code max_headers}: most fields
 */
public record HeadLimits(
        int bufferSize,
        int largeBufferCount,
        int largeBufferSize,
        boolean ignoreInvalidHeaders,
        boolean underscoresInHeaders,
        int maxHeaders) {

    /** nginx's defaults: 1k; 4 8k; on; off; 1000. */
    public static final HeadLimits DEFAULT = new HeadLimits(1024, 4, 8192, true, false, 1000);

    public HeadLimits {
        if (bufferSize < 1 || largeBufferCount < 1 || largeBufferSize < 1) {
            throw new IllegalArgumentException("sizes of a head must be positive");
        }
    }

    /** The longest line in bytes, its line end included. As in nginx the first buffer counts when it is the larger. */
    int longestLine() {
        return Math.max(bufferSize, largeBufferSize);
    }

    /** The longest head in bytes. */
    int longestHead() {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(bufferSize, (long) largeBufferCount * largeBufferSize));
    }

    FieldSyntax fieldSyntax() {
        return new FieldSyntax(400, "client sent invalid header line", ignoreInvalidHeaders, underscoresInHeaders);
    }
}
