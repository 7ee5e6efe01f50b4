package dev.weir.stats.connections;

/** A request that asks for what cannot be; its message is for the one who asks. */
final class BadQuery extends Exception {
    private static final long serialVersionUID = 1;

    BadQuery(String message) {
        super(message, null, false, false);
    }
}
