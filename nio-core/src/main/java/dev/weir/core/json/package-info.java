/**
 * JSON as the parts of Weir write it: answers of the statistics, of lists and of pushes. One writer for all, so that
 * what a client sent is made harmless in one place.
 */
package dev.weir.core.json;
