/**
 * From text to statements: files and their includes are read, cut into words by nginx's rules, and handed on as a tree
 * of {@code Statement}s in which every word knows its place. Nothing here knows a directive other than {@code include}.
 * Every mistake becomes a diagnostic; what can be understood in spite of it is handed on, so that the mistakes of a
 * file are told all at once.
 */
package dev.weir.config.syntax;
