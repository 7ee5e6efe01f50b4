package dev.weir.dist.site;

import dev.weir.core.http.ExchangeTap;
import dev.weir.core.http.Handler;
import dev.weir.core.ws.FrameTap;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/**
 * What every location has without being told.
 *
 * @param prefix where relative paths start
 * @param frameTaps observers of every WebSocket connection: the counters
 * @param exchangeTaps observers of every exchange
 * @param proxies which handlers make nginx redirect {@code /name} to {@code /name/}
 */
public record Standing(
        Path prefix, List<FrameTap.Factory> frameTaps, List<ExchangeTap> exchangeTaps, Predicate<Handler> proxies) {

    boolean redirectsToSlash(Handler handler) {
        return proxies.test(handler);
    }
}
