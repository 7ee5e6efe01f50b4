package dev.weir.dist.site;

import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Directive;
import dev.weir.config.scope.Scope;
import java.util.ArrayList;
import java.util.List;

/** What {@code add_header_inherit} and {@code add_trailer_inherit} say of the fields of outer levels. */
enum Inheritance {
    /** A level that adds fields of its own loses those of outer levels. */
    ON,
    /** A level loses those of outer levels. */
    OFF,
    /** A level has those of outer levels, then its own. */
    MERGE;

    static Arg<Inheritance> arg() {
        return Choices.of(Inheritance.class);
    }

    /** The values of a directive that count in {@code scope}, when {@code rule} says how it is inherited. */
    static <T> List<T> values(Scope scope, Directive<List<T>> directive, Directive<Inheritance> rule) {
        if (scope.parent() == null) {
            return scope.hasOwn(directive) ? scope.get(directive) : List.of();
        }
        List<T> own = scope.hasOwn(directive) ? scope.get(directive) : List.of();
        Inheritance inheritance = scope.get(rule);
        if (inheritance == OFF || inheritance == ON && !own.isEmpty()) {
            return own;
        }
        List<T> all = new ArrayList<>(values(scope.parent(), directive, rule));
        all.addAll(own);
        return all;
    }
}
