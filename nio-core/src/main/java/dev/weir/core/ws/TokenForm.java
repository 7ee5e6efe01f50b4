package dev.weir.core.ws;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * One way in which a client puts a bearer token among its subprotocols, since browsers let a page set no other field of
 * a handshake.
 *
 * <pre>
 *   name     another element follows, which is the token             bearer, eyJhbGciOi...
 *   name.    the element begins so, the rest is the token            auth.bearer.eyJhbGciOi...
 *            where the name begins with "base64url.", coded so       base64url.bearer.authorization.k8s.io.ZXlK...
 * </pre>
 *
 * <p>Source: for the last, Kubernetes' WebSocket authenticator, which also demands another subprotocol beside. Thread:
 * any; immutable.
 *
 * @param name as configured
 */
public record TokenForm(String name) {
    private static final String CODED = "base64url.";

    /** @throws IllegalArgumentException when it is no name of a subprotocol; the message is for the operator */
    public TokenForm {
        if (name.equals(".") || !Handshake.isToken(name)) {
            throw new IllegalArgumentException("is not a name of a subprotocol");
        }
    }

    /** Whether the token is the element behind {@link #name}. */
    boolean isPair() {
        return !name.endsWith(".");
    }

    /** Whether an element of {@code Sec-WebSocket-Protocol} begins this form. */
    boolean begins(String element) {
        return isPair() ? element.equals(name) : element.length() > name.length() && element.startsWith(name);
    }

    /**
     * The token of an element that begins this form, or that follows it.
     *
     * @return null when it is none: not coded as it should be, or with bytes that no bearer token has (RFC 6750 section
     *     2.1)
     */
    String token(String element) {
        String text = isPair() ? element : element.substring(name.length());
        if (!isPair() && name.startsWith(CODED)) {
            try {
                text = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.ISO_8859_1);
            } catch (IllegalArgumentException notCoded) {
                return null;
            }
        }
        return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 0x7f) ? text : null;
    }
}
