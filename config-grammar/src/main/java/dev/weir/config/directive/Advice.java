package dev.weir.config.directive;

/** Knows what helps against a refusal that shows only while building. Thread: the one that builds the configuration. */
@FunctionalInterface
public interface Advice {
    /** Knows nothing. */
    Advice NONE = refusal -> null;

    /** One line of help; null when there is nothing to add. */
    String against(IllegalArgumentException refusal);
}
