/**
 * Who is connected: a list of the open WebSocket connections of each worker, and the location that shows and closes
 * them ({@code ws_connections}). A request goes to every worker, which looks through its own list in short slices
 * between two turns of its loop; nobody waits for a lock.
 */
package dev.weir.stats.connections;
