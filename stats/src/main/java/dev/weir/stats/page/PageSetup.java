package dev.weir.stats.page;

import dev.weir.core.json.JsonWriter;

/**
 * What the page must know of the configuration it stands in.
 *
 * @param connections path of the location in the same server that lists the connections; null when there is none
 * @param closes whether that location closes connections, too
 */
public record PageSetup(String connections, boolean closes) {
    /** For a server that does not list its connections. */
    public static final PageSetup NONE = new PageSetup(null, false);

    String json() {
        if (connections == null) {
            return "{}";
        }
        StringBuilder out = new StringBuilder();
        new JsonWriter(out)
                .open()
                .text("connections_url", connections)
                .flag("close", closes)
                .close();
        return out.toString();
    }
}
