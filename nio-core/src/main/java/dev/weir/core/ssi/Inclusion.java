package dev.weir.core.ssi;

/**
 * An answer that a page wants.
 *
 * <p>Thread: any; immutable.
 *
 * @param uri its path, a byte string
 * @param args its arguments without {@code ?}; null for none
 * @param variable which variable takes it, in small letters; null when the page does
 */
record Inclusion(String uri, String args, String variable) {}
