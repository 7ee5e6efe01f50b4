package dev.weir.core.variable;

/** A text names a variable that does not exist; the message is for the operator. */
public final class UnknownVariable extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String name;

    UnknownVariable(String name) {
        super("unknown \"" + name + "\" variable");
        this.name = name;
    }

    /** The name as written, without the dollar sign. */
    public String name() {
        return name;
    }
}
