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
        int shown = code == 494 ? 400 : code;
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

    /** @param code 494 stands for a 400 of its own wording */
    static String of(int code, boolean tokens) {
        String title = (code == 494 ? 400 : code) + " " + Status.title(code == 494 ? 400 : code);
        String detail = code == 494 ? "<center>Request Header Or Cookie Too Large</center>\r\n" : "";
        return "<html>\r\n<head><title>" + (code == 494 ? "400 Request Header Or Cookie Too Large" : title)
                + "</title></head>\r\n<body>\r\n<center><h1>" + title + "</h1></center>\r\n" + detail
                + "<hr><center>" + (tokens ? Version.PRODUCT : "weir") + "</center>\r\n</body>\r\n</html>\r\n";
    }
}
