package dev.weir.core.http;

import java.util.Set;

/**
 * What {@code limit_except} says: another location for all methods but these.
 *
 * @param methods the methods that stay
 * @param otherwise where the others go
 */
public record MethodSplit(Set<String> methods, Location otherwise) {}
