package dev.weir.core.tls;

/** Alerts that are sent before there is an engine to send them (RFC 8446 section 6). */
final class Alert {
    /** There is no server of that name here. */
    static final byte[] UNRECOGNIZED_NAME = {21, 3, 3, 0, 2, 2, 112};

    /** Something is wrong on our side. */
    static final byte[] INTERNAL_ERROR = {21, 3, 3, 0, 2, 2, 80};

    /** None of the protocols that the client would speak (RFC 7301 section 3.2). */
    static final byte[] NO_APPLICATION_PROTOCOL = {21, 3, 3, 0, 2, 2, 120};

    private Alert() {}
}
