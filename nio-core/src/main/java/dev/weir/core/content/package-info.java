/** What Weir answers out of itself: fixed texts and redirects, files. */
package dev.weir.core.content;
