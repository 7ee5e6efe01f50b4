package dev.weir.core.http;

/**
 * Whether a connection may serve another request (RFC 9112 section 9.3).
 *
 * <p>Thread: any; stateless.
 */
final class Persistence {
    private Persistence() {}

    /** As far as the exchange itself decides it. */
    static boolean isPossible(Exchange x) {
        return isWanted(x.request())
                && !endsConnection(x.errorStatus())
                && !asksForUpgrade(x.request().headers())
                && !x.location().options().keepaliveTimeout().isZero()
                && x.location().options().connection().mayKeep(x.request())
                && !x.body().isHeldBack()
                && !x.isBodyBroken();
    }

    /** @param seconds how long the client is told to keep an idle connection; 0 for not telling it */
    static void declare(Headers.Builder fields, boolean keepAlive, int seconds) {
        fields.set("Connection", keepAlive ? "keep-alive" : "close");
        if (keepAlive && seconds > 0) {
            fields.set("Keep-Alive", "timeout=" + seconds);
        }
    }

    /** What follows a refused one may be meant for the other protocol; else the field says nothing (RFC 9110, 7.8). */
    private static boolean asksForUpgrade(Headers headers) {
        return headers.has("Upgrade") && headers.hasToken("Connection", "upgrade");
    }

    private static boolean isWanted(RequestHead head) {
        return head.isHttp11()
                ? !head.headers().hasToken("Connection", "close")
                : head.minorVersion() == 0 && head.headers().hasToken("Connection", "keep-alive");
    }

    /** nginx closes after it has answered these out of itself. */
    private static boolean endsConnection(int status) {
        return switch (status) {
            case 400, 408, 413, 414, 494, 495, 496, 497, 500, 501, 505 -> true;
            default -> false;
        };
    }
}
