package dev.weir.core.http;

import dev.weir.core.ws.FrameTap;
import dev.weir.core.ws.TapPair;
import dev.weir.core.ws.WsOptions;
import dev.weir.core.ws.WsSession;
import java.util.List;

/**
 * One location of a configuration generation, ready to work.
 *
 * <p>Thread: any; immutable.
 *
 * @param name its pattern, as {@code location} says it
 * @param named whether it is {@code @name}, which only internal redirects reach
 * @param autoRedirect the URI that redirects to this one by an added slash; null for none
 * @param handler what answers
 * @param gates what may refuse before, in order
 * @param frameTaps what observes its WebSocket connections
 * @param exchangeTaps what hears of the end of its exchanges
 * @param headerFilters what changes its responses' header fields
 * @param errorPages its error pages
 * @param documentRoot the folder of its files, {@code $document_root}
 * @param options its settings
 * @param webSocket what it demands of WebSocket connections
 * @param course what else befalls an exchange here: rewrites, error pages, redirects
 */
public record Location(
        String name,
        boolean named,
        String autoRedirect,
        Handler handler,
        List<Gate> gates,
        List<FrameTap.Factory> frameTaps,
        List<ExchangeTap> exchangeTaps,
        List<HeaderFilter> headerFilters,
        ErrorPages errorPages,
        DocumentRoot documentRoot,
        HttpOptions options,
        WsOptions webSocket,
        Course course) {

    /** A location without any of nginx's language. */
    public Location(
            String name,
            boolean named,
            String autoRedirect,
            Handler handler,
            List<Gate> gates,
            List<FrameTap.Factory> frameTaps,
            List<ExchangeTap> exchangeTaps,
            List<HeaderFilter> headerFilters,
            ErrorPages errorPages,
            DocumentRoot documentRoot,
            HttpOptions options,
            WsOptions webSocket) {
        this(
                name,
                named,
                autoRedirect,
                handler,
                gates,
                frameTaps,
                exchangeTaps,
                headerFilters,
                errorPages,
                documentRoot,
                options,
                webSocket,
                Course.PLAIN);
    }

    /**
     * Makes a new WebSocket connection known to its exchange's variables and to the taps.
     *
     * @return the tap of all factories together; null when none is interested
     */
    public FrameTap openTaps(WsSession session) {
        session.exchange().attach(WsSession.KEY, session);
        FrameTap all = null;
        for (FrameTap.Factory factory : frameTaps) {
            FrameTap tap = factory.open(session);
            if (tap != null) {
                all = all == null ? tap : new TapPair(all, tap);
            }
        }
        return all;
    }
}
