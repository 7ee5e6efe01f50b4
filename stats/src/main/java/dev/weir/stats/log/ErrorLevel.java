package dev.weir.stats.log;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Marker;
import org.slf4j.event.Level;

/**
 * nginx's levels of the error log, mild ones first. SLF4J knows fewer: a marker with the name of a level
 * ({@code notice}, {@code crit}, {@code alert}, {@code emerg}) says the exact one.
 *
 * <p>Thread: any.
 */
public enum ErrorLevel {
    DEBUG,
    INFO,
    NOTICE,
    WARN,
    ERROR,
    CRIT,
    ALERT,
    EMERG;

    private static final Map<String, ErrorLevel> BY_LABEL = byLabel();

    /** The name in small letters, as the configuration and the log write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All levels by label, mild ones first. */
    static Map<String, ErrorLevel> byLabel() {
        Map<String, ErrorLevel> levels = new LinkedHashMap<>();
        for (ErrorLevel level : values()) {
            levels.put(level.label(), level);
        }
        return levels;
    }

    /** The severity of syslog: 0 for {@code emerg} to 7 for {@code debug} (RFC 3164 section 4.1.1). */
    int severity() {
        return EMERG.ordinal() - ordinal();
    }

    static ErrorLevel of(Level level, Marker marker) {
        ErrorLevel marked = marker == null ? null : BY_LABEL.get(marker.getName());
        if (marked != null) {
            return marked;
        }
        return switch (level) {
            case TRACE, DEBUG -> DEBUG;
            case INFO -> INFO;
            case WARN -> WARN;
            case ERROR -> ERROR;
        };
    }
}
