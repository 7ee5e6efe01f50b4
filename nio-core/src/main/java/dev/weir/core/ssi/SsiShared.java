package dev.weir.core.ssi;

import dev.weir.core.http.AttachmentKey;
import dev.weir.core.http.Exchange;
import java.util.HashMap;
import java.util.Map;

/**
 * What a page has in common with those that it includes.
 *
 * <p>Thread: worker.
 */
final class SsiShared {
    private static final AttachmentKey<SsiShared> KEY = AttachmentKey.shared();

    /** That of nginx for one within the other. */
    private static final int MOST_NESTED = 50;

    /** A page that includes two like itself would ask for more than there is time for. */
    private static final int MOST_INCLUDED = 10_000;

    /** The values of {@code set}, by names in small letters. */
    final Map<String, String> variables = new HashMap<>();

    private int included;

    static SsiShared of(Exchange exchange) {
        SsiShared known = exchange.attachment(KEY);
        if (known == null) {
            known = new SsiShared();
            exchange.attach(KEY, known);
        }
        return known;
    }

    /** One more answer is asked for. */
    void count(Exchange exchange, String uri) throws SsiFault {
        if (exchange.depth() > MOST_NESTED || ++included > MOST_INCLUDED) {
            throw new SsiFault("subrequests cycle while processing \"" + uri + "\"");
        }
    }
}
