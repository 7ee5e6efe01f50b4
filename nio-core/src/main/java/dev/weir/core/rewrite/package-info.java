/**
 * nginx's rewrite module: what {@code if}, {@code set}, {@code rewrite}, {@code break} and {@code return} say, compiled
 * into a list of steps that runs when an exchange comes to its server and to its location.
 */
package dev.weir.core.rewrite;
