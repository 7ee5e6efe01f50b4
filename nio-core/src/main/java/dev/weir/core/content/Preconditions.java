package dev.weir.core.content;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.Headers;
import dev.weir.core.http.HttpDate;
import dev.weir.core.http.ResponseOptions.ModifiedSince;

/**
 * Whether a file is sent, by what the client knows of it (RFC 9110 section 13).
 *
 * <p>Source: nginx's filter for unmodified content. Thread: any; stateless.
 */
final class Preconditions {

    /** What to answer. */
    enum Verdict {
        SEND,
        UNCHANGED,
        FAILED
    }

    private Preconditions() {}

    /** @param file the fields of the whole response */
    static Verdict judge(Exchange exchange, Headers file) {
        Headers asked = exchange.request().headers();
        String etag = file.first("ETag");
        long modified = HttpDate.parse(file.first("Last-Modified"));
        String unmodified = asked.first("If-Unmodified-Since");
        if (unmodified != null && HttpDate.parse(unmodified) < modified) {
            return Verdict.FAILED;
        }
        String match = asked.first("If-Match");
        if (match != null && !names(match, etag, false)) {
            return Verdict.FAILED;
        }
        String since = asked.first("If-Modified-Since");
        String none = asked.first("If-None-Match");
        if (since == null && none == null) {
            return Verdict.SEND;
        }
        ModifiedSince rule = exchange.location().options().response().modifiedSince();
        boolean changed = since != null && isNewer(modified, HttpDate.parse(since), rule)
                || none != null && !names(none, etag, true);
        return changed ? Verdict.SEND : Verdict.UNCHANGED;
    }

    private static boolean isNewer(long modified, long since, ModifiedSince rule) {
        return switch (rule) {
            case OFF -> true;
            case EXACT -> since != modified;
            case BEFORE -> since < modified;
        };
    }

    /** Whether a list of entity tags has this one; {@code weak} takes weak ones for the same. */
    private static boolean names(String list, String etag, boolean weak) {
        if (list.strip().equals("*")) {
            return true;
        }
        if (etag == null) {
            return false;
        }
        for (String element : list.split(",")) {
            String tag = element.strip();
            if (tag.equals(etag)
                    || weak && tag.startsWith("W/") && tag.substring(2).equals(etag)) {
                return true;
            }
        }
        return false;
    }
}
