package dev.weir.core.rewrite;

import dev.weir.core.variable.Regex;

/**
 * An expression with the text that it was written by.
 *
 * @param source for the log
 */
public record MatchedBy(Regex regex, String source) {}
