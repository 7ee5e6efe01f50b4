/** The attack on the built program, all at once, with good clients measured meanwhile; see bench/attack.sh. */
package dev.weir.attack;
