/**
 * Declaring directives: one constant is the whole truth about a directive, from the contexts where it may stand to the
 * text of its reference. {@code Args} reads arguments with nginx's units and ranges; {@code Catalog} holds all that the
 * distribution's features declare.
 */
package dev.weir.config.directive;
