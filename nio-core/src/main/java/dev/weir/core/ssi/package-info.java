/**
 * Server-side includes: commands in the comments of a page, run while it passes. nginx's ngx_http_ssi_module, but for
 * blocks.
 */
package dev.weir.core.ssi;
