/**
 * The event loop: one thread, one selector, one set of timers and one mailbox a worker; connections, their bytes and
 * what is to be written. Knows no protocol.
 */
package dev.weir.core.loop;
