package dev.weir.config.directive;

import java.util.Locale;

/** Where a directive may stand: nginx's configuration contexts. */
public enum Context {
    MAIN,
    EVENTS,
    HTTP,
    SERVER,
    LOCATION,
    UPSTREAM,
    /** Within {@code if} of a server. */
    SERVER_IF("if in server"),
    /** Within {@code if} of a location: a location that shares its path. */
    LOCATION_IF("if in location"),
    /** Within {@code limit_except}: likewise. */
    LIMIT_EXCEPT("limit_except");

    private final String label;

    Context() {
        this.label = name().toLowerCase(Locale.ROOT);
    }

    Context(String label) {
        this.label = label;
    }

    /** The word that documentation and messages use. */
    public String label() {
        return label;
    }
}
