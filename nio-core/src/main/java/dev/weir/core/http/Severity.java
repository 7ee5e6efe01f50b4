package dev.weir.core.http;

import org.slf4j.Marker;
import org.slf4j.MarkerFactory;
import org.slf4j.event.Level;

/**
 * How grave a line about a request is, mild ones first: nginx's levels, of which SLF4J lacks one. Its marker names it.
 *
 * <p>Thread: any.
 */
public enum Severity {
    INFO(Level.INFO, null),
    NOTICE(Level.INFO, MarkerFactory.getMarker("notice")),
    WARN(Level.WARN, null),
    ERROR(Level.ERROR, null);

    final Level level;
    /** Null where the level says it all. */
    final Marker marker;

    Severity(Level level, Marker marker) {
        this.level = level;
        this.marker = marker;
    }

    /** One level less; the mildest stays. */
    public Severity milder() {
        return values()[Math.max(0, ordinal() - 1)];
    }
}
