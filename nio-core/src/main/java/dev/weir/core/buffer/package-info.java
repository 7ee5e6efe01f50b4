/** Byte buffers: who owns them is told in the table of ARCHITECTURE.md. Pool bytes, never facts. */
package dev.weir.core.buffer;
