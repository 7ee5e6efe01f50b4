package dev.weir.core.rewrite;

import dev.weir.core.content.MimeTypes;
import dev.weir.core.http.ByteText;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.Headers;
import dev.weir.core.http.Status;
import dev.weir.core.variable.Template;

/**
 * {@code return}: a status, a text or a redirect.
 *
 * <p>Thread: any; immutable.
 *
 * @param status 0 to 999
 * @param text the body, or the URL of a redirect; null for neither
 * @param types gives the body's media type, by the path
 */
public record ReturnStep(int status, Template text, MimeTypes types) implements Step {

    @Override
    public Next run(Run run) {
        answer(run.exchange());
        return Next.NOTHING;
    }

    private void answer(Exchange exchange) {
        boolean plain = text == null || text.isConstant() && text.constant().isEmpty();
        if (!plain) {
            exchange.intend(status == 0 ? 200 : status);
        }
        String value = plain ? "" : text.apply(exchange);
        if (Status.isRedirect(status)) {
            exchange.redirect(status, value);
        } else if (plain && status >= 400) {
            exchange.error(status);
        } else {
            String type = status == 204 ? "" : types.of(exchange.uri());
            Headers headers = type.isEmpty() ? Headers.EMPTY : Headers.of("Content-Type", type);
            exchange.respond(status == 0 ? 200 : status, headers, ByteText.bytes(value));
        }
    }
}
