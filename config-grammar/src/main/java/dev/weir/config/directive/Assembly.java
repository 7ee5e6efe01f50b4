package dev.weir.config.directive;

import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Word;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What parts are built with: the run-time services of one configuration generation, by type, and a place for
 * complaints that show only while building (an unknown variable, a missing upstream).
 *
 * <p>Thread: the one that builds the configuration.
 */
public final class Assembly {
    private final Diagnostics diagnostics;
    private final Map<Class<?>, Object> services = new HashMap<>();
    private Advice advice = Advice.NONE;

    public Assembly(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    public Diagnostics diagnostics() {
        return diagnostics;
    }

    /** Makes a service known under its type. */
    public <S> Assembly with(Class<S> type, S service) {
        services.put(type, service);
        return this;
    }

    /** Takes the one who knows what helps against refusals. */
    public Assembly advised(Advice by) {
        advice = by;
        return this;
    }

    /**
     * The service of a type.
     *
     * @throws IllegalStateException when the wiring has forgotten it
     */
    public <S> S service(Class<S> type) {
        Object service = services.get(type);
        if (service == null) {
            throw new IllegalStateException("no service of type " + type.getName());
        }
        return type.cast(service);
    }

    /**
     * Does work that may refuse a word's text by {@link IllegalArgumentException}; the refusal becomes an error at
     * that word, and the answer is null. Every complaint keeps the configuration from being used, so a part built
     * with that null never runs.
     */
    public <R> R at(Word word, Function<String, R> work) {
        try {
            return work.apply(word.text());
        } catch (IllegalArgumentException e) {
            diagnostics.error(word.span(), e.getMessage(), advice.against(e));
            return null;
        }
    }

    /** All parts of a kind that the directives in effect in {@code scope} make, in the order of the catalogue. */
    public <P> List<P> parts(Class<P> kind, Scope scope, Catalog catalog) {
        List<P> parts = new ArrayList<>(2);
        for (Directive<?> directive : catalog.makers(kind)) {
            if (scope.has(directive)) {
                P part = part(kind, directive, scope);
                if (part != null) {
                    parts.add(part);
                }
            }
        }
        return parts;
    }

    /** The part that one directive in effect in {@code scope} makes; null when its value asks for none. */
    public <P> P part(Class<P> kind, Directive<?> directive, Scope scope) {
        return kind.cast(build(directive, scope));
    }

    private <T> Object build(Directive<T> directive, Scope scope) {
        return directive.part().build(scope.get(directive), scope, this);
    }
}
