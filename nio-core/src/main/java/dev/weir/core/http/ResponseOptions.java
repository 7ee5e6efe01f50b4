package dev.weir.core.http;

/**
 * How one location's responses are made; nginx's directives of the same names.
 *
 * @param chunked {@code chunked_transfer_encoding}: whether a body of unknown length may be chunked
 * @param trailers what {@code add_trailer} adds; null for nothing
 * @param etag whether files have an {@code ETag}
 * @param modifiedSince {@code if_modified_since}
 * @param maxRanges most byte ranges of one response; 0 for none
 * @param rate how fast they leave; null for any
 * @param gzip which are compressed; null for none
 * @param filter what changes their bodies before that; null for nothing
 */
public record ResponseOptions(
        boolean chunked,
        Trailers trailers,
        boolean etag,
        ModifiedSince modifiedSince,
        int maxRanges,
        Rate rate,
        GzipRules gzip,
        BodyFilter filter) {

    /** nginx's defaults. */
    public static final ResponseOptions DEFAULTS =
            new ResponseOptions(true, null, true, ModifiedSince.EXACT, Integer.MAX_VALUE, null, null, null);

    /** When the time of {@code If-Modified-Since} says that a file has not changed. */
    public enum ModifiedSince {
        /** Never. */
        OFF,
        /** When it is the file's. */
        EXACT,
        /** When the file's is not later. */
        BEFORE
    }
}
