/** Benchmarks of the frame codec. */
package dev.weir.core.ws;
