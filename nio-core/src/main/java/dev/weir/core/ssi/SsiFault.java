package dev.weir.core.ssi;

/** A command that cannot be run; the message is for the error log. */
final class SsiFault extends Exception {
    private static final long serialVersionUID = 1L;

    SsiFault(String message) {
        super(message, null, false, false);
    }
}
