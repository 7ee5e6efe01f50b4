/**
 * Variables ({@code $name}), texts that contain them, and regular expressions that leave captures. Values are byte
 * strings.
 */
package dev.weir.core.variable;
