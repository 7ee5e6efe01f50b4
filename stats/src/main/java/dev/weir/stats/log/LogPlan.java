package dev.weir.stats.log;

import dev.weir.config.syntax.Span;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * The logs that a configuration names while it is being built, and what it asks of each. Nothing of it is in force
 * before the configuration is.
 *
 * <p>Thread: the one that builds the configuration.
 */
final class LogPlan {
    private final Map<LogFile, Wish> wishes = new LinkedHashMap<>();

    /**
     * What is asked of one log.
     *
     * @param place where it is named first; null where nobody wrote it
     * @param buffering the last that is not {@code NONE}
     * @param waits whether any says {@code overflow=wait}
     */
    record Wish(Span place, LogFile.Buffering buffering, boolean waits) {

        private Wish and(Wish other) {
            return new Wish(
                    place == null ? other.place : place,
                    other.buffering == LogFile.Buffering.NONE ? buffering : other.buffering,
                    waits || other.waits);
        }
    }

    void name(LogFile file, Wish wish) {
        wishes.merge(file, wish, Wish::and);
    }

    Set<LogFile> files() {
        return wishes.keySet();
    }

    Span place(LogFile file) {
        return wishes.get(file).place;
    }

    /** Lets the files do as is asked. @param patience for those that wait */
    void enforce(BooleanSupplier patience) {
        wishes.forEach((file, wish) -> {
            file.buffering(wish.buffering);
            file.patience(wish.waits ? patience : null);
        });
    }
}
