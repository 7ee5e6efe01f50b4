/**
 * From a bound configuration to servers that answer: the directives of nginx's main and HTTP core contexts, and the
 * builders that put hosts, locations and handlers together.
 */
package dev.weir.dist.site;
