package dev.weir.core.http;

import java.util.ArrayList;
import java.util.List;

/**
 * Fields that go into whatever response comes, from wherever an {@code error_page} may lead: those that were set, and
 * those of a response that was given up ({@code X-Accel-Redirect}, an {@code error_page} for a redirect or for a 401 of
 * an upstream).
 *
 * <p>Thread: worker.
 */
public final class CarriedFields {
    /** They may stand several times; each of the others takes the place of the response's own. */
    private static final List<String> MULTIPLE = List.of("Set-Cookie", "Cache-Control", "WWW-Authenticate");

    private final Headers.Builder fields = Headers.builder();

    CarriedFields() {}

    /** Sets a field. */
    void set(String name, String value) {
        fields.set(name, value);
    }

    /**
     * Adds a field of which there may be several, in place of one that was added before.
     *
     * @param before null for none
     */
    public void replace(String name, String before, String now) {
        List<String> values = new ArrayList<>(fields.build().all(name));
        values.remove(before);
        values.add(now);
        fields.remove(name);
        values.forEach(value -> fields.add(name, value));
    }

    /** Keeps fields of a response that is given up. */
    public void addAll(Headers ofResponse) {
        fields.addAll(ofResponse);
    }

    /** Carries a field no longer. */
    void remove(String name) {
        fields.remove(name);
    }

    /** The fields for a response of {@code exchange}, with a {@code Location} as its client is to see it. */
    Headers of(Exchange exchange) {
        String to = fields.build().first("Location");
        if (to != null) {
            fields.set("Location", RedirectStyle.absolute(exchange, to));
        }
        return fields.build();
    }

    static void add(Headers carried, int status, Headers.Builder to) {
        carried.forEach((name, value) -> {
            boolean ofAPage = status >= 300 && name.equalsIgnoreCase("Content-Type") && to.has(name);
            if (MULTIPLE.stream().anyMatch(name::equalsIgnoreCase)) {
                to.add(name, value);
            } else if (!ofAPage) {
                to.set(name, value);
            }
        });
        if (status == 204) {
            // What was given up had a body and so a type; an upstream's own 204 keeps what it says.
            to.remove("Content-Type");
        }
    }
}
