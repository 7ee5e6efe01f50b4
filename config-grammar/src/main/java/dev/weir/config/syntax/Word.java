package dev.weir.config.syntax;

/**
 * One word of a statement: its value after quotes and escapes are resolved, and where it stands.
 *
 * @param text the value, as nginx's {@code ngx_conf_read_token} would hand it to a directive
 * @param quoted whether it stood in quotes
 * @param span where it stands, quotes included
 */
public record Word(String text, boolean quoted, Span span) {}
