/**
 * The statistics for the eye: one HTML page made of this module's resources, and the feed that keeps it up to date. It
 * shows what the statistics' JSON says and knows nothing of how that comes about.
 */
package dev.weir.stats.page;
