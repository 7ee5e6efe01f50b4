package dev.weir.proxy;

import dev.weir.core.tls.HandshakeFailure;
import java.io.IOException;
import java.util.Map;

/**
 * Says in nginx's words why a connection to an upstream failed, so that whoever searches a log for them finds them.
 *
 * <p>Thread: any; stateless.
 */
final class Trouble {
    /** What the JDK says, and Linux's number and words for it. */
    private static final Map<String, String> REASONS = Map.of(
            "No such file or directory", "(2: No such file or directory)",
            "Permission denied", "(13: Permission denied)",
            "Broken pipe", "(32: Broken pipe)",
            "Cannot assign requested address", "(99: Cannot assign requested address)",
            "Network is unreachable", "(101: Network is unreachable)",
            "Connection reset by peer", "(104: Connection reset by peer)",
            "Connection reset", "(104: Connection reset by peer)",
            "Connection refused", "(111: Connection refused)",
            "No route to host", "(113: No route to host)");

    private Trouble() {}

    /** @param cause null when nobody knows */
    static String connecting(IOException cause) {
        if (cause instanceof HandshakeFailure failure) {
            String message = failure.getMessage();
            boolean judged = message.startsWith("upstream SSL certificate");
            return (judged ? message : "SSL_do_handshake() failed (" + message + ')')
                    + " while SSL handshaking to upstream";
        }
        return because("connect() failed", cause) + " while connecting to upstream";
    }

    /** @param cause null when nobody knows */
    static String waiting(IOException cause) {
        boolean sending = cause != null && "Broken pipe".equals(cause.getMessage());
        return sending
                ? because("send() failed", cause) + " while sending request to upstream"
                : because("recv() failed", cause) + " while reading response header from upstream";
    }

    private static String because(String call, IOException cause) {
        String message = cause == null ? null : cause.getMessage();
        if (message == null) {
            return call;
        }
        return call + ' ' + REASONS.getOrDefault(message, '(' + message + ')');
    }
}
