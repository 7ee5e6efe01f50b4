/**
 * HTTP/1.1 as server and as client: pure parsers and framing, the protocol of a client connection, and the exchange
 * that handlers, gates and taps work on. Strings are byte strings: one char a byte.
 */
package dev.weir.core.http;
