package dev.weir.config.directive;

import dev.weir.config.scope.Scope;

/**
 * Builds, from a directive's value, a part that works at run time: a handler, a gate, a tap.
 *
 * @param <T> the directive's value
 * @param <P> the interface of the core that the part implements; it fixes the part's place in the order of work
 */
@FunctionalInterface
public interface Part<T, P> {

    /**
     * Runs once for each location (or other block) in whose scope the directive is in effect.
     *
     * @param value what the directive says there
     * @param scope the location's scope, for further settings
     * @param assembly the run-time services of this configuration generation
     * @return the part, or null when the value asks for none ({@code off})
     */
    P build(T value, Scope scope, Assembly assembly);
}
