package dev.weir.core.access;

import dev.weir.core.http.Exchange;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * User and password as a client sends them: RFC 7617.
 *
 * @param user never empty; a byte string
 * @param password a byte string
 */
record BasicCredentials(String user, String password) {
    private static final String SCHEME = "Basic ";

    /** Those of a request; null when it has none that can be read. */
    static BasicCredentials of(Exchange exchange) {
        String field = exchange.request().headers().first("Authorization");
        if (field == null || !field.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        try {
            byte[] decoded =
                    Base64.getDecoder().decode(field.substring(SCHEME.length()).strip());
            String pair = new String(decoded, StandardCharsets.ISO_8859_1);
            int colon = pair.indexOf(':');
            return colon <= 0 ? null : new BasicCredentials(pair.substring(0, colon), pair.substring(colon + 1));
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    /** Says nothing of the password, wherever it may be printed. */
    @Override
    public String toString() {
        return user;
    }
}
