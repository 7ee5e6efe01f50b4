/** Benchmarks of the log pipeline, in its package so that they reach the producer and the renderer alone. */
package dev.weir.stats.log;
