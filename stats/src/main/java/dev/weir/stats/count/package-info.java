/**
 * Counting and showing: counters that each worker adds to on its own, the board that sums them, the taps that feed
 * them, and the locations that print them ({@code ws_stat}, {@code stub_status}).
 */
package dev.weir.stats.count;
