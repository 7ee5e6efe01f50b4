package dev.weir.core.http;

import java.util.List;

/**
 * Adds to a response the fields of one that was given up for it: {@code X-Accel-Redirect}, an {@code error_page} for a
 * redirect or for a 401 of an upstream.
 *
 * <p>Thread: any; stateless.
 */
final class CarriedFields {
    /** They may stand several times; each of the others takes the place of the response's own. */
    private static final List<String> MULTIPLE = List.of("Set-Cookie", "Cache-Control", "WWW-Authenticate");

    private CarriedFields() {}

    static void add(Headers carried, int status, Headers.Builder to) {
        carried.forEach((name, value) -> {
            boolean ofAPage = status >= 300 && name.equalsIgnoreCase("Content-Type") && to.has(name);
            if (MULTIPLE.stream().anyMatch(name::equalsIgnoreCase)) {
                to.add(name, value);
            } else if (!ofAPage) {
                to.set(name, value);
            }
        });
    }
}
