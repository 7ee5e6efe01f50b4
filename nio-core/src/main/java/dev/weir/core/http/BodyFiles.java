package dev.weir.core.http;

/**
 * When and where a location's request bodies go to files.
 *
 * @param use {@code client_body_in_file_only}
 * @param folder {@code client_body_temp_path}
 */
public record BodyFiles(Use use, BodyFolder folder) {
    public static final BodyFiles DEFAULTS = new BodyFiles(Use.OFF, BodyFolder.SYSTEM);

    /** Which bodies go to a file, and how long it lives. */
    public enum Use {
        /** Those that memory does not hold; nobody else ever sees the file. */
        OFF,
        /** All, until the exchange ends. */
        CLEAN,
        /** All, and the files stay. */
        ON
    }
}
