/** Variables whose value depends on an address: nginx's {@code geo} with networks, ranges and trusted proxies. */
package dev.weir.core.geo;
