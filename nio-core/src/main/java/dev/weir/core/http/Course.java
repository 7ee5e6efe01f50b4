package dev.weir.core.http;

/**
 * How an exchange goes on in a location besides gates and handler: nginx's language.
 *
 * <p>Thread: any; immutable.
 *
 * @param rewriter runs first; null for none
 * @param preContent runs between gates and handler; null for none
 * @param methodSplit sends some methods elsewhere; null for none
 * @param redirects how redirects are told
 * @param internal whether only redirects inside Weir lead here
 * @param recursiveErrorPages whether an error of an error page has its own
 * @param logsNotFound whether missing files stand in the error log
 * @param warnsUnset whether variables that were never {@code set} do
 */
public record Course(
        Rewriter rewriter,
        PreContent preContent,
        MethodSplit methodSplit,
        RedirectStyle redirects,
        boolean internal,
        boolean recursiveErrorPages,
        boolean logsNotFound,
        boolean warnsUnset) {
    public static final Course PLAIN = new Course(null, null, null, RedirectStyle.DEFAULT, false, false, true, true);

    /** Whether the error log says nothing of a fault ({@code log_not_found off}). */
    boolean hides(HttpFault fault) {
        return fault.status() == 404 && !logsNotFound;
    }

    /** The same with steps of its own; each may be null. */
    public Course with(Rewriter ownRewriter, PreContent ownPreContent, MethodSplit ownSplit) {
        return new Course(
                ownRewriter,
                ownPreContent,
                ownSplit,
                redirects,
                internal,
                recursiveErrorPages,
                logsNotFound,
                warnsUnset);
    }
}
