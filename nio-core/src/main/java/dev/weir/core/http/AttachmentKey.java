package dev.weir.core.http;

/**
 * Names a value that a module attaches to exchanges; each key is itself alone.
 *
 * <p>Thread: any; immutable.
 *
 * @param <T> the type of the value
 */
public final class AttachmentKey<T> {
    private final boolean shared;

    public AttachmentKey() {
        this(false);
    }

    private AttachmentKey(boolean shared) {
        this.shared = shared;
    }

    /** One whose value an exchange has in common with those that are asked on its behalf. */
    public static <T> AttachmentKey<T> shared() {
        return new AttachmentKey<>(true);
    }

    boolean isShared() {
        return shared;
    }
}
