package dev.weir.config.directive;

import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.scope.Scope;
import java.util.List;

/** A class that owns directives. The distribution holds the one explicit list of features. */
public interface Feature {

    /** The heading of its directives in the reference. */
    default String title() {
        return getClass().getSimpleName().replaceAll("(?<=.)Feature$", "");
    }

    /** All its directives, in the order in which the reference lists them. */
    List<Directive<?>> directives();

    /**
     * Checks rules that concern several directives, once for each scope after everything is bound.
     *
     * @param scope a scope of any context
     */
    default void check(Scope scope, Diagnostics diagnostics) {}
}
