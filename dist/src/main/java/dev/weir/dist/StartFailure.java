package dev.weir.dist;

/**
 * The gateway cannot start, for a reason the operator can remove: the message is one line for the operator, or empty
 * when everything has been said already. Has no stack trace, since it is no fault of the program.
 */
public final class StartFailure extends Exception {
    private static final long serialVersionUID = 1L;

    public StartFailure(String message) {
        super(message, null, false, false);
    }

    /** A failure whose diagnostics have been printed. */
    public static StartFailure told() {
        return new StartFailure("");
    }
}
