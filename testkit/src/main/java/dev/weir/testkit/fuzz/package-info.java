/**
 * Fuzzing of Weir's parsers: targets that judge what a parser makes of any bytes, and the runner that brings them
 * damaged good input in every build. A target is a test class with a method {@code fuzzerTestOneInput(byte[])}, which
 * the coverage-guided fuzzer of the profile {@code fuzz} calls too.
 */
package dev.weir.testkit.fuzz;
