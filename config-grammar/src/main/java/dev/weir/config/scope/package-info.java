/**
 * From statements to values: the {@code Binder} looks up every statement in the catalogue, reads its arguments and
 * leaves a tree of {@code Scope}s that answer typed questions. It alone writes the complaints that are the same for
 * every directive.
 */
package dev.weir.config.scope;
