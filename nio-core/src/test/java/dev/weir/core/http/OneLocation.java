package dev.weir.core.http;

import dev.weir.core.route.Hosts;
import dev.weir.core.route.Locations;
import dev.weir.core.ws.FrameTap;
import dev.weir.core.ws.WsOptions;
import java.time.Duration;
import java.util.List;

/**
 * A listener with one server that has one location, for tests of what answers there.
 *
 * <p>Thread: any; stateless.
 */
public final class OneLocation {
    private OneLocation() {}

    /** @param taps hear of the frames of each WebSocket */
    public static Listener of(Handler handler, FrameTap.Factory... taps) {
        Location location = new Location(
                "/",
                false,
                null,
                handler,
                List.of(),
                List.of(taps),
                List.of(),
                List.of(),
                ErrorPages.NONE,
                x -> "html",
                HttpOptions.DEFAULTS,
                WsOptions.DEFAULTS);
        Locations locations = new Locations();
        locations.addPrefix("/", false, location, new Locations());
        VirtualServer server = new VirtualServer(
                "a", Duration.ofSeconds(60), HeadLimits.DEFAULT, null, locations, location, List.of());
        return new Listener(local -> new Hosts(server), ConnectionTap.NONE);
    }
}
