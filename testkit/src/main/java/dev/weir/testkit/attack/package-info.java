/**
 * Hostile clients by the thousand, and good ones that are measured meanwhile: one thread and one selector for each
 * crowd, so that ten thousand cost the attacker little, as they do in life. Not shipped.
 */
package dev.weir.testkit.attack;
