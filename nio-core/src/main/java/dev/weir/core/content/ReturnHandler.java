package dev.weir.core.content;

import dev.weir.core.http.ByteText;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.Handler;
import dev.weir.core.http.Headers;
import dev.weir.core.http.Status;
import dev.weir.core.variable.Template;

/**
 * nginx's {@code return}: a status, a text or a redirect.
 *
 * <p>Thread: worker.
 */
public final class ReturnHandler implements Handler {
    private final int status;
    private final Template text;
    private final String contentType;

    /**
     * @param status the status
     * @param text the body, or the URL of a redirect; null for neither
     * @param contentType the type of a body
     */
    public ReturnHandler(int status, Template text, String contentType) {
        this.status = status;
        this.text = text;
        this.contentType = contentType;
    }

    /** Whether a status makes the text of {@code return} a URL. */
    public static boolean isRedirect(int status) {
        return Status.isRedirect(status);
    }

    @Override
    public void handle(Exchange exchange) {
        if (text == null && status != 200) {
            exchange.error(status);
        } else if (text != null && isRedirect(status)) {
            exchange.redirect(status, text.apply(exchange));
        } else {
            byte[] body = text == null ? new byte[0] : ByteText.bytes(text.apply(exchange));
            Headers headers = contentType.isEmpty() ? Headers.EMPTY : Headers.of("Content-Type", contentType);
            exchange.respond(status, headers, body);
        }
    }
}
