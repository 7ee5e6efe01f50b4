/** Which server and which location answer a request: immutable look-up tables of one configuration generation. */
package dev.weir.core.route;
