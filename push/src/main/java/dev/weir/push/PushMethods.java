package dev.weir.push;

/**
 * Which methods of the push interface a location answers.
 *
 * <p>Thread: any; immutable.
 */
record PushMethods(boolean post, boolean get, boolean delete) {
    static final PushMethods ALL = new PushMethods(true, true, true);
    static final PushMethods NONE = new PushMethods(false, false, false);

    PushMethods withPost() {
        return new PushMethods(true, get, delete);
    }

    PushMethods withGet() {
        return new PushMethods(post, true, delete);
    }

    PushMethods withDelete() {
        return new PushMethods(post, get, true);
    }

    boolean allows(String method) {
        return switch (method) {
            case "POST" -> post;
            case "GET", "HEAD" -> get;
            case "DELETE" -> delete;
            default -> false;
        };
    }

    /** The value of {@code Allow}; {@code handshakes} adds the GET of a WebSocket handshake. */
    String allow(boolean handshakes) {
        StringBuilder names = new StringBuilder();
        if (get) {
            names.append("GET, HEAD, ");
        } else if (handshakes) {
            names.append("GET, ");
        }
        names.append(post ? "POST, " : "").append(delete ? "DELETE, " : "");
        return names.append("OPTIONS").toString();
    }
}
