/**
 * Complaints about the operator's configuration: what one is, how they are collected, and how they are shown with the
 * source line and a caret. Collecting never throws; whoever needs a correct configuration asks at the end.
 */
package dev.weir.config.diagnostic;
