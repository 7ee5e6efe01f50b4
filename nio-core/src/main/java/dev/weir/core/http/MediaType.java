package dev.weir.core.http;

import java.util.Locale;
import java.util.Set;

/** What a {@code Content-Type} names (RFC 9110 section 8.3.1). Thread: any. */
public final class MediaType {
    private MediaType() {}

    /**
     * Whether a body is of one of these types.
     *
     * @param field the value of {@code Content-Type}, parameters and all; null for none, which is of no type
     * @param types in small letters; {@code *} stands for all
     */
    public static boolean isAmong(String field, Set<String> types) {
        if (field == null || types.contains("*")) {
            return field != null;
        }
        int end = field.indexOf(';');
        return types.contains(
                (end < 0 ? field : field.substring(0, end)).strip().toLowerCase(Locale.ROOT));
    }
}
