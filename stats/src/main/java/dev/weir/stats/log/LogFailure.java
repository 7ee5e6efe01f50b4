package dev.weir.stats.log;

import dev.weir.config.syntax.Span;
import java.io.IOException;

/** A log that a configuration names cannot be opened. Thread: any. */
public final class LogFailure extends IOException {
    private static final long serialVersionUID = 1;

    private final transient Span place;

    /** @param place where it is named; null where nobody wrote it */
    LogFailure(IOException cause, Span place) {
        super(cause.getMessage() + (place == null ? "" : " in " + place.source().name() + ":" + place.line()), cause);
        this.place = place;
    }

    /** Where the log is named; null where nobody wrote it. */
    public Span place() {
        return place;
    }

    /** What happened, in nginx's words and without the place. */
    public String problem() {
        return getCause().getMessage();
    }
}
