package dev.weir.config.directive;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;

/**
 * The declaration of one directive: the whole truth about it in one constant.
 *
 * <pre>{@code
 * public static final Directive<Duration> WS_CONN_AGE = Directive.named("ws_conn_age")
 *     .in(HTTP, SERVER, LOCATION)
 *     .doc("Closes a WebSocket connection older than *time* with code 4001.")
 *     .example("ws_conn_age 12h;")
 *     .takes(Args.time())
 *     .defaultsTo(Duration.ZERO, "off");
 * }</pre>
 *
 * <p>Every method answers a changed copy. Thread: any; immutable.
 *
 * @param <T> the value that {@code Scope.get} answers
 */
public final class Directive<T> {
    private final Text text;
    private final Arg<?> arg;
    private final T defaultValue;
    private final String defaultText;
    private final boolean perLevel;
    private final boolean repeatable;
    private final Context opens;
    private final boolean holdsEntries;
    private final Class<?> makes;
    private final Part<T, ?> part;
    private final BinaryOperator<T> join;

    /** The untyped half of a declaration. */
    private record Text(String name, Set<Context> contexts, String doc, String example) {}

    private Directive(
            Text text,
            Arg<?> arg,
            T defaultValue,
            String defaultText,
            boolean perLevel,
            boolean repeatable,
            Context opens,
            boolean holdsEntries,
            Class<?> makes,
            Part<T, ?> part,
            BinaryOperator<T> join) {
        this.text = text;
        this.arg = arg;
        this.defaultValue = defaultValue;
        this.defaultText = defaultText;
        this.perLevel = perLevel;
        this.repeatable = repeatable;
        this.opens = opens;
        this.holdsEntries = holdsEntries;
        this.makes = makes;
        this.part = part;
        this.join = join;
    }

    /** Begins a declaration. */
    public static Named named(String name) {
        return new Named(new Text(name, Set.of(), "", ""));
    }

    /** A declaration whose arguments are not told yet. */
    public static final class Named {
        private final Text text;

        private Named(Text text) {
            this.text = text;
        }

        /** Where the directive may stand. */
        public Named in(Context first, Context... more) {
            return new Named(new Text(text.name, EnumSet.of(first, more), text.doc, text.example));
        }

        /** What it does, in Markdown; arguments in {@code *stars*}. */
        public Named doc(String doc) {
            return new Named(new Text(text.name, text.contexts, doc, text.example));
        }

        /** One use of it that a test binds. Several lines are allowed. */
        public Named example(String example) {
            return new Named(new Text(text.name, text.contexts, text.doc, example));
        }

        /** How its arguments are read. */
        public <T> Directive<T> takes(Arg<T> arg) {
            return new Directive<>(text, arg, null, null, false, false, null, false, null, null, null);
        }
    }

    /** The value where the operator says nothing, and how the reference prints it. */
    public Directive<T> defaultsTo(T value, String shown) {
        return new Directive<>(text, arg, value, shown, perLevel, repeatable, opens, holdsEntries, makes, part, join);
    }

    /** Counts only at the level where it is written; inner blocks do not inherit it. */
    public Directive<T> perLevel() {
        return new Directive<>(
                text, arg, defaultValue, defaultText, true, repeatable, opens, holdsEntries, makes, part, join);
    }

    /**
     * May be written several times; the value is the list of the innermost level that has any (nginx's array
     * directives). The default is the empty list. Call it before {@link #makes}.
     */
    public Directive<List<T>> repeatable() {
        return new Directive<>(text, arg, List.of(), "", perLevel, true, opens, holdsEntries, null, null, null);
    }

    /**
     * May be written several times, and then counts as one whose value is made of all, from first to last: nginx's
     * directives that add to a list, and those of which the last wins. Call it before {@link #makes}.
     */
    public Directive<T> joins(BinaryOperator<T> how) {
        return new Directive<>(
                text, arg, defaultValue, defaultText, perLevel, repeatable, opens, holdsEntries, makes, part, how);
    }

    /** Opens a block of directives; implies that it may be written several times and is not inherited. */
    public Directive<T> opens(Context inner) {
        return new Directive<>(text, arg, defaultValue, defaultText, true, true, inner, false, makes, part, join);
    }

    /** For a block that stands only once, such as {@code http}. Call it after {@link #opens}. */
    public Directive<T> once() {
        return new Directive<>(
                text, arg, defaultValue, defaultText, perLevel, false, opens, holdsEntries, makes, part, join);
    }

    /** Opens a block of free entries ({@code map}, {@code types}), which {@code Scope.entries} hands out unread. */
    public Directive<T> opensEntries() {
        return new Directive<>(text, arg, defaultValue, defaultText, perLevel, true, null, true, makes, part, join);
    }

    /** What part of a location it makes; {@code part} runs for every location in its scope. */
    public <P> Directive<T> makes(Class<P> kind, Part<T, ? extends P> part) {
        return new Directive<>(
                text, arg, defaultValue, defaultText, perLevel, repeatable, opens, holdsEntries, kind, part, join);
    }

    public String name() {
        return text.name;
    }

    public Set<Context> contexts() {
        return text.contexts;
    }

    public String doc() {
        return text.doc;
    }

    public String example() {
        return text.example;
    }

    public Arg<?> arg() {
        return arg;
    }

    /** The value where nothing is said; null when there is none. */
    public T defaultValue() {
        return defaultValue;
    }

    /** How the reference prints the default; null when there is none. */
    public String defaultText() {
        return defaultText;
    }

    public boolean isPerLevel() {
        return perLevel;
    }

    public boolean isRepeatable() {
        return repeatable;
    }

    /** How the values of several make one; null when it may be written but once, or each counts by itself. */
    public BinaryOperator<T> join() {
        return join;
    }

    /** The context inside its block, when it opens a block of directives. */
    public Optional<Context> opens() {
        return Optional.ofNullable(opens);
    }

    public boolean holdsEntries() {
        return holdsEntries;
    }

    public boolean isBlock() {
        return opens != null || holdsEntries;
    }

    /** The kind of part it makes; null when it is a mere setting. */
    public Class<?> makes() {
        return makes;
    }

    public Part<T, ?> part() {
        return part;
    }

    @Override
    public String toString() {
        return text.name;
    }
}
