package dev.weir.stats.count;

/**
 * How a worker does. Thread: any; immutable.
 *
 * @param connections client connections that it holds
 * @param webSockets those of them that are WebSockets
 * @param lagNanos how long its last turn kept others waiting
 * @param mostLagNanos the longest that one did lately
 * @param poolBytes of its buffers for what waits to be written
 */
record WorkerGauges(long connections, long webSockets, long lagNanos, long mostLagNanos, long poolBytes) {}
