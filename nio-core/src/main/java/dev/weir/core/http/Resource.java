package dev.weir.core.http;

/**
 * What an exchange asks for now: method, path and arguments, as rewrites and redirects inside Weir have left them.
 *
 * <p>Thread: worker.
 */
public final class Resource {
    private String method;
    private String uri;
    private String args;
    private boolean internal;
    private boolean asSent = true;
    private boolean ofLocation = true;
    private boolean changed;
    private boolean belowAlias;

    Resource(String method, String uri, String args) {
        this.method = method;
        this.uri = uri;
        this.args = args;
    }

    public String method() {
        return method;
    }

    /** The normalized path, {@code $uri}. */
    public String uri() {
        return uri;
    }

    /** The arguments without {@code ?}; null for none. */
    public String args() {
        return args;
    }

    /** Whether a rewrite or a redirect led here, so that {@code internal} locations open. */
    public boolean isInternal() {
        return internal;
    }

    /** Whether the client's own target still says it, and may go to an upstream as it came. */
    public boolean isAsSent() {
        return asSent;
    }

    /** Whether the location was chosen by this path; not so after {@code rewrite ... break}. */
    public boolean isOfLocation() {
        return ofLocation;
    }

    /** Whether the path is to be added to an {@code alias} that stands for a whole path. */
    public boolean isBelowAlias() {
        return belowAlias;
    }

    /** A rewrite's path; a location is looked for again, unless {@link #settle} says otherwise. */
    public void rewrite(String newUri) {
        uri = newUri;
        internal = true;
        asSent = false;
        changed = true;
    }

    /** Keeps the location although a rewrite has changed the path: {@code break}. */
    public void settle() {
        if (changed) {
            changed = false;
            ofLocation = false;
        }
    }

    /** The file that {@code try_files} found stands for the path. */
    public void found(String file, boolean whole) {
        uri = file;
        belowAlias = whole;
    }

    public void args(String newArgs) {
        args = newArgs;
    }

    /** Whether a rewrite has changed the path since this was asked last. */
    boolean takeChange() {
        boolean was = changed;
        changed = false;
        return was;
    }

    void redirect(String newMethod, String newUri, String newArgs) {
        method = newMethod;
        uri = newUri;
        args = newArgs;
        internal = true;
        asSent = false;
        ofLocation = true;
        changed = false;
        belowAlias = false;
    }

    void named() {
        internal = true;
        changed = false;
    }
}
