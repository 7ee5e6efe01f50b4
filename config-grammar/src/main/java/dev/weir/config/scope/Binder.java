package dev.weir.config.scope;

import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.directive.Catalog;
import dev.weir.config.directive.Context;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Binds statements to the catalogue's directives; the result is the tree of scopes.
 *
 * <p>Binding goes on after every complaint, so that all are told at once. A block in the wrong place is bound too, into
 * a scope that nobody sees. Thread: the one that reads the configuration; used once.
 */
public final class Binder {
    private final Catalog catalog;
    private final Complaints complaints;
    private final Diagnostics diagnostics;
    /** Scopes with a complaint of their own: rules across directives could only add noise there. */
    private final Set<Scope> faulty = new HashSet<>();

    private Binder(Catalog catalog, Diagnostics diagnostics) {
        this.catalog = catalog;
        this.diagnostics = diagnostics;
        this.complaints = new Complaints(catalog, diagnostics);
    }

    /**
     * Binds a whole configuration and lets every feature check the scopes that had no complaint.
     *
     * @return the outermost scope; to be used only when {@code diagnostics} has no errors
     */
    public static Scope bind(List<Statement> statements, Catalog catalog, Diagnostics diagnostics) {
        Binder binder = new Binder(catalog, diagnostics);
        Scope main = Scope.main();
        binder.bindAll(statements, main);
        binder.check(main);
        return main;
    }

    private void bindAll(List<Statement> statements, Scope scope) {
        for (Statement statement : statements) {
            // A loop, not a recursion: a file may lack all its semicolons.
            for (Statement rest = statement; rest != null; ) {
                rest = bind(rest, scope);
            }
        }
    }

    /** Binds a statement; the answer is the second half where a forgotten semicolon made two one, else null. */
    private Statement bind(Statement statement, Scope scope) {
        Directive<?> directive = catalog.find(statement.name().text(), scope.context());
        if (directive == null) {
            faulty.add(scope);
            complaints.noSuchDirective(statement, scope.context());
            bindMisplaced(statement);
        } else if (!isShaped(directive, statement)) {
            faulty.add(scope);
            return bindMisshapen(directive, statement, scope);
        } else if (!directive.isRepeatable() && directive.join() == null && scope.hasOwn(directive)) {
            faulty.add(scope);
            complaints.duplicate(statement, scope.where(directive));
            openIfBlock(directive, null, statement, scope);
        } else {
            return bindTyped(directive, statement, scope);
        }
        return null;
    }

    /** Looks for further mistakes in a block that may not stand where it does. */
    private void bindMisplaced(Statement statement) {
        for (Directive<?> directive : catalog.named(statement.name().text())) {
            if (directive.opens().isPresent() && statement instanceof Statement.Block block) {
                bindAll(block.body(), Scope.main().open(directive.opens().get(), directive, null, block));
                return;
            }
        }
    }

    /** Whether the number of arguments is right, and a block is there exactly if there should be one. */
    private static boolean isShaped(Directive<?> directive, Statement statement) {
        return isCountRight(directive, statement) && directive.isBlock() == statement instanceof Statement.Block;
    }

    private static boolean isCountRight(Directive<?> directive, Statement statement) {
        int count = statement.args().size();
        return count >= directive.arg().min() && count <= directive.arg().max();
    }

    private Statement bindMisshapen(Directive<?> directive, Statement statement, Scope scope) {
        int swallowed = complaints.swallowedDirective(statement, scope.context());
        if (swallowed >= 0) {
            return split(statement, swallowed, scope);
        }
        boolean hasBlock = statement instanceof Statement.Block;
        if (directive.isBlock() && !hasBlock) {
            complaints.blockExpected(directive, statement);
        } else if (!directive.isBlock() && hasBlock) {
            complaints.noBlockExpected(directive, statement);
        } else {
            complaints.wrongCount(directive, statement);
            openIfBlock(directive, null, statement, scope);
        }
        return null;
    }

    private <T> Statement bindTyped(Directive<T> directive, Statement statement, Scope scope) {
        int swallowed = complaints.swallowedDirective(statement, scope.context());
        Object value = null;
        try {
            value = directive.arg().read(statement.args());
            scope.put(directive, value, statement.span());
            if (swallowed >= 0) {
                complaints.warnOfSwallowed(directive, statement, swallowed);
            }
        } catch (Refusal refusal) {
            faulty.add(scope);
            if (swallowed >= 0) {
                return split(statement, swallowed, scope);
            }
            complaints.refused(directive, statement, refusal);
        }
        openIfBlock(directive, value, statement, scope);
        return null;
    }

    /** Binds a block; after a complaint about its head too ({@code head} is null then), for the mistakes within. */
    private void openIfBlock(Directive<?> directive, Object head, Statement statement, Scope scope) {
        if (statement instanceof Statement.Block block) {
            Context inner = directive.opens().orElse(scope.context());
            Scope child = scope.open(inner, directive, head, block);
            if (!directive.holdsEntries()) {
                bindAll(block.body(), child);
            }
        }
    }

    /** Tells of a forgotten semicolon, which explains a complaint, binds what stands before it, answers the rest. */
    private Statement split(Statement statement, int swallowed, Scope scope) {
        complaints.missingSemicolon(statement, swallowed);
        bind(Halves.before(statement, swallowed), scope);
        return Halves.from(statement, swallowed);
    }

    private void check(Scope scope) {
        if (!faulty.isEmpty() && faulty.contains(scope)) {
            return;
        }
        for (Feature feature : catalog.features()) {
            feature.check(scope, diagnostics);
        }
        for (Scope child : scope.children()) {
            check(child);
        }
    }
}
