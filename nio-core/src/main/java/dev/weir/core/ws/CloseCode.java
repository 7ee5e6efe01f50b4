package dev.weir.core.ws;

/** Status codes of a Close frame (RFC 6455 section 7.4 and the IANA registry). */
public final class CloseCode {
    public static final int NORMAL = 1000;
    public static final int GOING_AWAY = 1001;
    public static final int PROTOCOL_ERROR = 1002;
    public static final int UNSUPPORTED_DATA = 1003;
    /** Stands for a Close frame without a code; never on the wire. */
    public static final int NONE = 1005;
    /** Stands for an end without a Close frame; never on the wire. */
    public static final int ABNORMAL = 1006;

    public static final int INVALID_PAYLOAD = 1007;
    public static final int POLICY_VIOLATION = 1008;
    public static final int MESSAGE_TOO_BIG = 1009;
    public static final int MANDATORY_EXTENSION = 1010;
    public static final int INTERNAL_ERROR = 1011;
    public static final int SERVICE_RESTART = 1012;
    public static final int TRY_AGAIN_LATER = 1013;
    public static final int BAD_GATEWAY = 1014;
    /** Stands for a failed TLS handshake; never on the wire. */
    public static final int TLS_HANDSHAKE = 1015;
    /** Weir's own: {@code ws_conn_age}. */
    public static final int CONNECTION_AGED = 4001;
    /** Weir's own: {@code ws_auth_expires}. */
    public static final int CREDENTIAL_EXPIRED = 4401;

    private CloseCode() {}

    /** Whether a Close frame may hold it (sections 7.4.1 and 7.4.2): the same codes for sending and receiving. */
    public static boolean isOnWire(int code) {
        return code >= NORMAL && code <= UNSUPPORTED_DATA
                || code >= INVALID_PAYLOAD && code <= BAD_GATEWAY
                || code >= 3000 && code <= 4999;
    }
}
