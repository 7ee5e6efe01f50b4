package dev.weir.core.http;

import dev.weir.core.http.ConnectionTap.Activity;

/** How far a client connection has come; {@link HttpProtocol} shows the ways between. Thread: any; immutable. */
enum Stage {
    /** No byte of a request has come since the connection began or since the last response. */
    IDLE(Activity.WAITING),
    HEAD(Activity.READING),
    EXCHANGE(Activity.WRITING),
    /** The last response has been sent, and input is thrown away until the client ends. */
    LINGERING(Activity.WRITING),
    /** It is closed or another protocol's. */
    GONE(Activity.CLOSED);

    private final Activity activity;

    Stage(Activity activity) {
        this.activity = activity;
    }

    /** What a connection in this stage counts as. */
    Activity activity() {
        return activity;
    }
}
