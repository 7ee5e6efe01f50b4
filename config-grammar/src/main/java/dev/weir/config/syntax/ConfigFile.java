package dev.weir.config.syntax;

import java.util.List;

/**
 * A configuration as it was read: the statements with every {@code include} replaced by what it names, and the texts
 * they came from, each once, in the order in which they were first read.
 */
public record ConfigFile(List<Statement> statements, List<Source> sources) {}
