/**
 * What Weir's tests stand on: feeding parsers in every chunking, guards against allocation and leaks, fakes of clock
 * and transport. Not shipped, and reviewed like code that is.
 */
package dev.weir.testkit;
