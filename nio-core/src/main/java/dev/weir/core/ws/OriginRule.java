package dev.weir.core.ws;

import dev.weir.core.http.Headers;
import dev.weir.core.http.RequestHead;
import java.util.List;

/**
 * Which pages may open WebSocket connections ({@code ws_origin}; RFC 6455 section 10.2). Browsers send cookies with a
 * handshake whatever page asks for it, so that the server alone can keep strangers' pages from acting in a user's name.
 * Who sends no {@code Origin} is no browser and is always admitted.
 *
 * <p>Thread: any; immutable.
 */
public final class OriginRule {
    /** Every page; also what is no well-formed origin. */
    public static final OriginRule ANY = new OriginRule(true, false, List.of());

    /** Pages of the very host and port that the request is for. */
    public static final OriginRule SAME = new OriginRule(false, true, List.of());

    private final boolean any;
    private final boolean same;
    private final List<OriginName> names;

    private OriginRule(boolean any, boolean same, List<OriginName> names) {
        this.any = any;
        this.same = same;
        this.names = names;
    }

    /**
     * Pages of these origins.
     *
     * @param same whether those of {@link #SAME} are admitted too
     */
    public static OriginRule of(boolean same, List<OriginName> names) {
        return new OriginRule(false, same, List.copyOf(names));
    }

    /** Whether it refuses nothing. */
    public boolean isAny() {
        return any;
    }

    /** Judges a handshake. */
    public boolean admits(RequestHead request) {
        Headers headers = request.headers();
        String text = headers.first("Origin");
        if (any || text == null) {
            return true;
        }
        if (headers.all("Origin").size() > 1) {
            return false;
        }
        WebOrigin origin = WebOrigin.parse(text);
        return same && origin != null && isSame(origin, headers.first("Host"))
                || names.stream().anyMatch(name -> name.fits(text, origin));
    }

    /** The scheme is not compared: where TLS ends before Weir, Weir does not know the client's. */
    private static boolean isSame(WebOrigin origin, String host) {
        return host != null && origin.isOfWeb() && origin.equals(WebOrigin.at(origin.scheme(), host));
    }
}
