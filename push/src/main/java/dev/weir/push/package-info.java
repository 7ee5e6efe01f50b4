/** Weir as the WebSocket server: endpoints whose connections end here. */
package dev.weir.push;
