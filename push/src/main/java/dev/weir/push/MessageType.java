package dev.weir.push;

import dev.weir.core.http.Headers;

/**
 * How {@code Content-Type} tells whether a body is a text or a binary message, in pushes and in answers of hooks.
 *
 * <p>Thread: any.
 */
final class MessageType {
    static final String BINARY = "application/octet-stream";

    private MessageType() {}

    /** Whether the fields name {@value #BINARY}, with whatever parameters; all else is text. */
    static boolean isBinary(Headers headers) {
        String type = headers.first("Content-Type");
        if (type == null) {
            return false;
        }
        int semicolon = type.indexOf(';');
        return (semicolon < 0 ? type : type.substring(0, semicolon)).strip().equalsIgnoreCase(BINARY);
    }
}
