package dev.weir.core.access;

import java.util.HashMap;
import java.util.Map;

/**
 * The users of one password file and the hashes of their passwords: a line {@code user:hash[:comment]} each, lines that
 * begin with {@code #} apart.
 *
 * <p>Source: nginx, {@code auth_basic_user_file} of ngx_http_auth_basic_module. Thread: any; immutable.
 */
final class PasswordFile {
    private final Map<String, String> hashes = new HashMap<>();

    /** @param text the file as a byte string */
    PasswordFile(String text) {
        for (String line : text.split("[\r\n]+")) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.charAt(0) != '#') {
                int end = line.indexOf(':', colon + 1);
                String hash = line.substring(colon + 1, end < 0 ? line.length() : end);
                hashes.putIfAbsent(line.substring(0, colon), hash);
            }
        }
    }

    /** The hash of a user's password; null when there is no such user. */
    String hash(String user) {
        return hashes.get(user);
    }
}
