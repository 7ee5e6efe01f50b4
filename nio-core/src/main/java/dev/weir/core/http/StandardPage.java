package dev.weir.core.http;

/**
 * nginx's page for a status.
 *
 * <p>Thread: any; stateless.
 */
final class StandardPage {
    private StandardPage() {}

    /** @param code 494 stands for a 400 of its own wording */
    static String of(int code, boolean tokens) {
        String title = (code == 494 ? 400 : code) + " " + Status.title(code == 494 ? 400 : code);
        String detail = code == 494 ? "<center>Request Header Or Cookie Too Large</center>\r\n" : "";
        return "<html>\r\n<head><title>" + (code == 494 ? "400 Request Header Or Cookie Too Large" : title)
                + "</title></head>\r\n<body>\r\n<center><h1>" + title + "</h1></center>\r\n" + detail
                + "<hr><center>" + (tokens ? Version.PRODUCT : "weir") + "</center>\r\n</body>\r\n</html>\r\n";
    }
}
