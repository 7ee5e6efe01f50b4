/**
 * The program around the gateway: command line, signals, pid file, and the wiring of features into a running server.
 *
 * <p>{@link dev.weir.dist.Main} reads the command line and runs one of its actions; {@link dev.weir.dist.Gateway} is
 * all it knows of the server itself. The launcher script {@code bin/weir} is the other half of this package: see
 * {@code docs/decisions/0001-launcher.md} for how the two share the work.
 */
package dev.weir.dist;
