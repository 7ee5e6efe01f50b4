package dev.weir.core.content;

import java.util.Locale;
import java.util.Map;

/**
 * Which media type a file name has, by {@code types} and {@code default_type}.
 *
 * <p>Thread: any; immutable.
 */
public final class MimeTypes {
    private final Map<String, String> byExtension;
    private final String otherwise;

    /**
     * @param byExtension media types by extension in lower case, without dot
     * @param otherwise the type of all other files
     */
    public MimeTypes(Map<String, String> byExtension, String otherwise) {
        this.byExtension = Map.copyOf(byExtension);
        this.otherwise = otherwise;
    }

    /** The type for a path; empty when none is to be told. */
    public String of(String path) {
        int dot = path.lastIndexOf('.');
        if (dot <= path.lastIndexOf('/')) {
            return otherwise;
        }
        return byExtension.getOrDefault(path.substring(dot + 1).toLowerCase(Locale.ROOT), otherwise);
    }
}
