package dev.weir.dist.site;

import dev.weir.config.diagnostic.Diagnostic;
import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Catalog;
import dev.weir.config.directive.Directive;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Span;
import dev.weir.core.http.Handler;
import java.util.List;

/**
 * Builds the handler of a location. Of two that a location names only one can answer, so the other is an error: it
 * would stay silent for ever.
 *
 * <p>Thread: the one that builds the configuration.
 */
final class OneHandler {
    private final List<Directive<?>> makers;

    OneHandler(Catalog catalog) {
        this.makers = catalog.makers(Handler.class);
    }

    /** The handler that a scope's directives make; null when they make none. */
    Handler of(Scope scope, Assembly assembly) {
        Directive<?> first = null;
        Handler handler = null;
        for (Directive<?> maker : makers) {
            Handler made = scope.has(maker) ? assembly.part(Handler.class, maker, scope) : null;
            if (made != null && handler == null) {
                first = maker;
                handler = made;
            } else if (made != null && scope.hasOwn(maker)) {
                complain(scope, assembly, first, maker);
            }
        }
        return handler;
    }

    private static void complain(Scope scope, Assembly assembly, Directive<?> one, Directive<?> other) {
        Span oneSpan = scope.where(one);
        Span otherSpan = scope.where(other);
        boolean inOrder = oneSpan.source() != otherSpan.source() || oneSpan.start() < otherSpan.start();
        Directive<?> earlier = inOrder ? one : other;
        Directive<?> later = inOrder ? other : one;
        assembly.diagnostics()
                .add(Diagnostic.error(
                                scope.where(later),
                                "\"" + later.name() + "\" beside \"" + earlier.name()
                                        + "\": one location has one of them to answer",
                                "give each a location of its own")
                        .relatedTo("the first is here", scope.where(earlier)));
    }
}
