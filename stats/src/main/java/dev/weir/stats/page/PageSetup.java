package dev.weir.stats.page;

/**
 * What the page must know of the configuration it stands in.
 *
 * @param connections path of the location in the same server that lists the connections, as a byte string; null when
 *     there is none
 * @param closes whether that location closes connections, too
 */
public record PageSetup(String connections, boolean closes) {
    /** For a server that does not list its connections. */
    public static final PageSetup NONE = new PageSetup(null, false);

    String json() {
        if (connections == null) {
            return "{}";
        }
        return "{\"connections_url\":\"" + escaped(connections) + "\",\"close\":" + closes + "}";
    }

    private static String escaped(String path) {
        StringBuilder out = new StringBuilder();
        for (char c : path.toCharArray()) {
            if (c == '"' || c == '\\' || c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
