package dev.weir.core.tls;

/** A key that is not that of its certificate. */
final class KeyMismatch extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    KeyMismatch() {
        super("the key is not that of the certificate");
    }
}
