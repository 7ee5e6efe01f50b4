package dev.weir.core.ws;

import java.util.Locale;

/** The two directions of a WebSocket connection, named by the sender. For an endpoint Weir itself is the upstream. */
public enum Side {
    CLIENT,
    UPSTREAM;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** {@code client} or {@code upstream}, the value of {@code $ws_packet_source}. */
    public String label() {
        return label;
    }

    public Side other() {
        return this == CLIENT ? UPSTREAM : CLIENT;
    }
}
