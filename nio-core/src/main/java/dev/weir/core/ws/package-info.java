/**
 * The WebSocket protocol (RFC 6455) without I/O and without a clock: handshake, frame structure apart from frame rules,
 * masking, the close handshake, and the interfaces by which a connection is observed.
 */
package dev.weir.core.ws;
