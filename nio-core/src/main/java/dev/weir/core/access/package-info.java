/**
 * Who may come, and who somebody is: access rules by address and password, the client's address as a trusted proxy
 * tells it. Rules have an opinion ({@code AccessRule}); one gate makes of all of them what {@code satisfy} says.
 */
package dev.weir.core.access;
