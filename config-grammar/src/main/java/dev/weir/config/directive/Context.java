package dev.weir.config.directive;

import java.util.Locale;

/** Where a directive may stand: nginx's configuration contexts. */
public enum Context {
    MAIN,
    EVENTS,
    HTTP,
    SERVER,
    LOCATION,
    UPSTREAM;

    /** The word that documentation and messages use. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
