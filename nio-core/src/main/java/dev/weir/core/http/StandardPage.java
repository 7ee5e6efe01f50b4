package dev.weir.core.http;

import java.nio.ByteBuffer;

/**
 * nginx's page for a status.
 *
 * <p>Thread: worker; stateless.
 */
final class StandardPage {
    private StandardPage() {}

    /** Answers with the page; with the head alone where no page belongs, and with nothing at all where that is it. */
    static void answer(int code, Exchange exchange, Responder responder) {
        int shown = detail(code) == null ? code : 400;
        if (Status.isSilent(code)) {
            exchange.cut();
            return;
        }
        boolean paged = shown != 204 && shown != 304 && !Status.reason(shown).isEmpty();
        Headers headers = paged ? Headers.of("Content-Type", "text/html") : Headers.EMPTY;
        boolean tokens = exchange.location().options().serverTokens();
        byte[] content = ByteText.bytes(paged ? of(code, tokens) : "");
        ResponseStream out = responder.begin(ResponseHead.of(shown, headers), content.length);
        out.write(ByteBuffer.wrap(content));
        out.finish();
    }

    /** What nginx's own codes for bad requests mean; null for any other code. */
    private static String detail(int code) {
        return switch (code) {
            case 494 -> "Request Header Or Cookie Too Large";
            case 495 -> "The SSL certificate error";
            case 496 -> "No required SSL certificate was sent";
            case 497 -> "The plain HTTP request was sent to HTTPS port";
            default -> null;
        };
    }

    /** @param code 494 to 497 stand for a 400 of their own wording */
    static String of(int code, boolean tokens) {
        String detail = detail(code);
        String title = detail == null ? code + " " + Status.title(code) : "400 " + Status.title(400);
        return "<html>\r\n<head><title>" + (detail == null ? title : "400 " + detail)
                + "</title></head>\r\n<body>\r\n<center><h1>" + title + "</h1></center>\r\n"
                + (detail == null ? "" : "<center>" + detail + "</center>\r\n")
                + "<hr><center>" + (tokens ? Version.PRODUCT : "weir") + "</center>\r\n</body>\r\n</html>\r\n";
    }
}
