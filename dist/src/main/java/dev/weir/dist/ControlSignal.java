package dev.weir.dist;

import java.util.Locale;
import java.util.Optional;

/** The signals of {@code -s}, by nginx's names. */
public enum ControlSignal {
    STOP("TERM"),
    QUIT("QUIT"),
    REOPEN("USR1"),
    RELOAD("HUP");

    private final String posixName;

    ControlSignal(String posixName) {
        this.posixName = posixName;
    }

    /** As {@code kill -s} takes it. */
    String posixName() {
        return posixName;
    }

    /** As {@code weir -s} takes it. */
    String optionName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<ControlSignal> named(String optionName) {
        for (ControlSignal signal : values()) {
            if (signal.optionName().equals(optionName)) {
                return Optional.of(signal);
            }
        }
        return Optional.empty();
    }
}
