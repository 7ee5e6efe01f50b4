package dev.weir.core.http;

/**
 * Two filters, of which the second works on what comes of the first.
 *
 * <p>Thread: any.
 */
public final class BodyFilterPair implements BodyFilter {
    /** Which of the two change the body of an exchange; kept from the decision to the opening. */
    private static final AttachmentKey<boolean[]> CHOSEN = new AttachmentKey<>();

    private final BodyFilter first;
    private final BodyFilter second;

    private BodyFilterPair(BodyFilter first, BodyFilter second) {
        this.first = first;
        this.second = second;
    }

    /** Both, or the one that is there; null for none. */
    public static BodyFilter of(BodyFilter first, BodyFilter second) {
        return first == null ? second : second == null ? first : new BodyFilterPair(first, second);
    }

    @Override
    public boolean apply(Exchange exchange, Headers.Builder fields, long length) {
        boolean one = first.apply(exchange, fields, length);
        boolean other = second.apply(exchange, fields, one ? -1 : length);
        exchange.attach(CHOSEN, new boolean[] {one, other});
        return one || other;
    }

    @Override
    public ResponseStream open(Exchange exchange, ResponseStream out) {
        boolean[] chosen = exchange.attachment(CHOSEN);
        ResponseStream inner = chosen[1] ? second.open(exchange, out) : out;
        return chosen[0] ? first.open(exchange, inner) : inner;
    }
}
