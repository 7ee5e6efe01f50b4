package dev.weir.config.scope;

import dev.weir.config.directive.Context;
import dev.weir.config.directive.Directive;
import dev.weir.config.syntax.Span;
import dev.weir.config.syntax.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;

/**
 * The bound values of one block, and the block around it.
 *
 * <p>{@link #get} looks outward to the enclosing blocks, then takes the directive's default; this one rule stands for
 * all of nginx's merging. Thread: any once bound.
 */
public final class Scope {
    private final Context context;
    private final Scope parent;
    private final Directive<?> opener;
    private final Object head;
    private final Statement.Block block;
    /** Small from the start: of ten thousand locations most say one thing or two. */
    private final Map<Directive<?>, Bound> values = new IdentityHashMap<>(2);

    private final List<Scope> children = new ArrayList<>(0);
    private final List<Written> written = new ArrayList<>(2);
    /** Whether nothing was written here that an inner block would inherit. */
    private boolean isTransparent = true;

    /** A value (or, for a repeatable directive, the values) and where each was written. */
    private record Bound(List<Object> values, List<Span> spans) {

        @SuppressWarnings("unchecked")
        void add(BinaryOperator<?> join, Object value) {
            if (join == null || values.isEmpty()) {
                values.add(value);
            } else {
                values.set(0, ((BinaryOperator<Object>) join).apply(values.get(0), value));
            }
        }
    }

    /** One value as it was written; of which directive, the reader tells by identity. */
    public record Written(Directive<?> directive, Object value, Span span) {}

    /** The outermost scope. */
    public static Scope main() {
        return new Scope(Context.MAIN, null, null, null, null);
    }

    private Scope(Context context, Scope parent, Directive<?> opener, Object head, Statement.Block block) {
        this.context = context;
        this.parent = parent;
        this.opener = opener;
        this.head = head;
        this.block = block;
    }

    /**
     * The binder's door: a scope for a block of {@code opener}.
     *
     * @param context the context inside the block; for a block of entries that of the enclosing scope
     */
    Scope open(Context context, Directive<?> opener, Object head, Statement.Block block) {
        Scope child = new Scope(context, this, opener, head, block);
        children.add(child);
        return child;
    }

    /** The binder's door: records a value. */
    void put(Directive<?> directive, Object value, Span span) {
        Bound bound = values.get(directive);
        if (bound == null) {
            bound = new Bound(new ArrayList<>(1), new ArrayList<>(1));
            values.put(directive, bound);
            isTransparent &= directive.isPerLevel();
        }
        bound.add(directive.join(), value);
        bound.spans.add(span);
        written.add(new Written(directive, value, span));
    }

    /**
     * The values of several directives in the order in which they were written: those of the innermost block that has
     * any of them. For directives that nginx merges as one list, such as {@code allow} and {@code deny}.
     */
    public List<Written> inOrder(Directive<?>... of) {
        for (Scope s = this; s != null; s = s.parent) {
            if (s.hasAny(of)) {
                return s.written.stream()
                        .filter(w -> List.of(of).contains(w.directive))
                        .toList();
            }
        }
        return List.of();
    }

    private boolean hasAny(Directive<?>... of) {
        for (Directive<?> directive : of) {
            if (values.containsKey(directive)) {
                return true;
            }
        }
        return false;
    }

    public Context context() {
        return context;
    }

    /** The enclosing scope; null for the outermost. */
    public Scope parent() {
        return parent;
    }

    /** The value in effect here: this block's, else the nearest enclosing block's, else the default. */
    @SuppressWarnings("unchecked")
    public <T> T get(Directive<T> directive) {
        Bound bound = find(directive);
        if (bound == null) {
            return directive.defaultValue();
        }
        return (T) (directive.isRepeatable() ? List.copyOf(bound.values) : bound.values.get(0));
    }

    /** Whether the operator wrote the directive here or, where it is inherited, further out. */
    public boolean has(Directive<?> directive) {
        return find(directive) != null;
    }

    /** Whether the operator wrote the directive in this very block. */
    public boolean hasOwn(Directive<?> directive) {
        return values.containsKey(directive);
    }

    /** Where the value in effect was written (the first of several); null when it is the default. */
    public Span where(Directive<?> directive) {
        Bound bound = find(directive);
        return bound == null ? null : bound.spans.get(0);
    }

    /** Where each value of a repeatable directive was written, in step with {@link #get}. */
    public List<Span> wheres(Directive<?> directive) {
        Bound bound = find(directive);
        return bound == null ? List.of() : List.copyOf(bound.spans);
    }

    /** What was written in this very block, in order; blocks are in step with {@link #children}. */
    public List<Written> written() {
        return Collections.unmodifiableList(written);
    }

    /** The blocks of a directive written in this very block, in order. */
    public List<Scope> blocks(Directive<?> opener) {
        List<Scope> blocks = List.of();
        for (Scope child : children) {
            if (child.opener == opener) {
                blocks = blocks.isEmpty() ? new ArrayList<>(children.size()) : blocks;
                blocks.add(child);
            }
        }
        return Collections.unmodifiableList(blocks);
    }

    /** All blocks written in this very block, in order. */
    public List<Scope> children() {
        return Collections.unmodifiableList(children);
    }

    /** The directive that opened this block; null for the outermost. */
    public Directive<?> opener() {
        return opener;
    }

    /**
     * The arguments of the statement that opened this block.
     *
     * @throws IllegalStateException when another directive opened it
     */
    @SuppressWarnings("unchecked")
    public <T> T head(Directive<T> directive) {
        if (opener != directive) {
            throw new IllegalStateException("this block was opened by " + opener + ", not by " + directive);
        }
        return (T) head;
    }

    /** The statement that opened this block; null for the outermost. */
    public Statement.Block block() {
        return block;
    }

    /** The raw statements of a block of entries. */
    public List<Statement> entries() {
        return block == null ? List.of() : block.body();
    }

    /**
     * The nearest block, from this one outward, that says anything that inner blocks inherit: whatever is inherited
     * here is the same there, and may be made once for all the blocks that answer the same one.
     */
    public Scope settings() {
        Scope scope = this;
        while (scope.isTransparent && scope.parent != null) {
            scope = scope.parent;
        }
        return scope;
    }

    private Bound find(Directive<?> directive) {
        if (directive.isPerLevel()) {
            return values.get(directive);
        }
        for (Scope s = this; s != null; s = s.parent) {
            Bound bound = s.isTransparent ? null : s.values.get(directive);
            if (bound != null) {
                return bound;
            }
        }
        return null;
    }
}
