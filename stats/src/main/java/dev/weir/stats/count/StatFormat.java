package dev.weir.stats.count;

import java.util.Locale;

/** The forms in which a {@code ws_stat} location answers. Thread: any. */
public enum StatFormat {
    /** The layout of the nginx module that Weir replaces. */
    TEXT("text/plain"),
    JSON("application/json"),
    /** Prometheus' text format. */
    PROMETHEUS("text/plain; version=0.0.4; charset=utf-8");

    private final String contentType;

    StatFormat(String contentType) {
        this.contentType = contentType;
    }

    String contentType() {
        return contentType;
    }

    /** The format of a name as in {@code ?format=}; null for an unknown one. */
    static StatFormat named(String name) {
        return switch (name) {
            case "text" -> TEXT;
            case "json" -> JSON;
            case "prometheus" -> PROMETHEUS;
            default -> null;
        };
    }

    /**
     * The format an {@code Accept} field asks for: the known type that stands first (a Prometheus scraper lists its
     * favourites in order; qualities are not weighed), text when there is none.
     */
    static StatFormat accepted(String accept) {
        if (accept == null) {
            return TEXT;
        }
        for (String range : accept.toLowerCase(Locale.ROOT).split(",")) {
            String type = range.split(";", 2)[0].strip();
            if (type.equals("application/json")) {
                return JSON;
            }
            boolean versioned = range.replace(" ", "").replace("\"", "").contains(";version=0.0.4");
            if (type.equals("application/openmetrics-text") || type.equals("text/plain") && versioned) {
                return PROMETHEUS;
            }
            if (type.equals("text/plain")) {
                return TEXT;
            }
        }
        return TEXT;
    }
}
