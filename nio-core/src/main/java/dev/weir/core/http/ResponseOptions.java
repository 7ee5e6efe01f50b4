package dev.weir.core.http;

/**
 * How one location's responses are framed; nginx's directives of the same names.
 *
 * @param chunked {@code chunked_transfer_encoding}: whether a body of unknown length may be chunked
 * @param trailers what {@code add_trailer} adds; null for nothing
 */
public record ResponseOptions(boolean chunked, Trailers trailers) {

    /** nginx's defaults. */
    public static final ResponseOptions DEFAULTS = new ResponseOptions(true, null);
}
