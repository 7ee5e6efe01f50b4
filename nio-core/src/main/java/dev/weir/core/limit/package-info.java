/**
 * How much of one kind may be there at once or come in a time: counts and leaky buckets by the value of a key, shared
 * by all workers, and the gates of nginx's {@code limit_conn} and {@code limit_req} over them.
 */
package dev.weir.core.limit;
