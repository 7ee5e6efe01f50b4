package dev.weir.stats.count;

import java.util.Locale;

/** The forms in which a {@code ws_stat} location answers. Thread: any. */
public enum StatFormat {
    /** The layout of the nginx module that Weir replaces. */
    TEXT("text/plain"),
    JSON("application/json"),
    /** Prometheus' text format. */
    PROMETHEUS("text/plain; version=0.0.4; charset=utf-8"),
    OPENMETRICS("application/openmetrics-text; version=1.0.0; charset=utf-8"),
    /** The live page. */
    HTML("text/html; charset=utf-8"),
    /** JSON once a second, as server-sent events. */
    EVENTS("text/event-stream");

    private final String contentType;

    StatFormat(String contentType) {
        this.contentType = contentType;
    }

    String contentType() {
        return contentType;
    }

    /** Whether the live page asks for it on its own. */
    boolean isForPage() {
        return this == EVENTS || this == JSON;
    }

    /** The format of a name as in {@code ?format=}; null for an unknown one. */
    static StatFormat named(String name) {
        return switch (name) {
            case "text" -> TEXT;
            case "json" -> JSON;
            case "prometheus" -> PROMETHEUS;
            case "openmetrics" -> OPENMETRICS;
            case "html" -> HTML;
            case "events" -> EVENTS;
            default -> null;
        };
    }

    /**
     * The format an {@code Accept} field asks for (RFC 9110 section 12.5.1): of the types that are known the one of
     * the highest quality, of several such the one that stands first; text when there is none.
     */
    static StatFormat accepted(String accept) {
        StatFormat best = TEXT;
        double highest = 0;
        for (String range :
                accept == null ? new String[0] : accept.toLowerCase(Locale.ROOT).split(",")) {
            String[] parts = range.replace("\"", "").split(";");
            StatFormat format = ofType(parts);
            double quality = quality(parts);
            if (format != null && quality > highest) {
                best = format;
                highest = quality;
            }
        }
        return best;
    }

    /** The format of a media range; null for an unknown one. */
    private static StatFormat ofType(String[] parts) {
        String version = parameter(parts, "version");
        return switch (parts[0].strip()) {
            case "application/json" -> JSON;
            case "text/html" -> HTML;
            case "text/event-stream" -> EVENTS;
            case "application/openmetrics-text" ->
                version == null || version.matches("1\\.0\\.0|0\\.0\\.1") ? OPENMETRICS : null;
            case "text/plain" -> version == null ? TEXT : PROMETHEUS;
            case "text/*", "*/*" -> TEXT;
            default -> null;
        };
    }

    /** 1 when it is not told, 0 when it cannot be read. */
    private static double quality(String[] parts) {
        String told = parameter(parts, "q");
        if (told == null) {
            return 1;
        }
        return told.matches("[01](?:\\.\\d{0,3})?") ? Double.parseDouble(told) : 0;
    }

    private static String parameter(String[] parts, String name) {
        for (int i = 1; i < parts.length; i++) {
            String[] pair = parts[i].split("=", 2);
            if (pair.length == 2 && pair[0].strip().equals(name)) {
                return pair[1].strip();
            }
        }
        return null;
    }
}
