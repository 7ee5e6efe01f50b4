package dev.weir.core.http;

/**
 * Changes the bodies of a location's responses on their way out.
 *
 * <p>Thread: any, immutable; the streams it opens belong to the worker.
 */
public interface BodyFilter {

    /**
     * Decides whether a response is changed, and adapts its fields to that. Its length is not known any more then, and
     * the filter need not say so.
     *
     * @param length bytes of the body; -1 when that is not known
     */
    boolean apply(Exchange exchange, Headers.Builder fields, long length);

    /**
     * Takes the place of a response's stream.
     *
     * @param out where the changed body goes; it is to be finished behind it
     */
    ResponseStream open(Exchange exchange, ResponseStream out);
}
