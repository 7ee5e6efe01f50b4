package dev.weir.proxy;

import java.util.Locale;

/** What may send a request to the next server: the words of {@code proxy_next_upstream}. */
enum NextReason {
    ERROR(502),
    TIMEOUT(504),
    INVALID_HEADER(502),
    HTTP_500(500),
    HTTP_502(502),
    HTTP_503(503),
    HTTP_504(504),
    HTTP_403(403),
    HTTP_404(404),
    HTTP_429(429),
    /** Not a failure of its own: lets requests that are not idempotent be sent again. */
    NON_IDEMPOTENT(0),
    OFF(0);

    private final int status;

    NextReason(int status) {
        this.status = status;
    }

    /** What the client gets when no server is left. */
    int status() {
        return status;
    }

    /** Whether a server that answers so has done its work. */
    boolean isPeerFine() {
        return this == HTTP_403 || this == HTTP_404;
    }

    /** Whether a request of this method may be sent again though a server has got it: nginx's idempotent ones. */
    static boolean mayRepeat(String method) {
        return !method.equals("POST") && !method.equals("LOCK") && !method.equals("PATCH");
    }

    /** The word of the configuration. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The reason that a response's status is; null when it is none. */
    static NextReason ofStatus(int status) {
        for (NextReason reason : values()) {
            if (reason.name().equals("HTTP_" + status)) {
                return reason;
            }
        }
        return null;
    }
}
