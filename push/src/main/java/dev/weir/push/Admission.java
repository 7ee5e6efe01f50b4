package dev.weir.push;

import java.util.List;

/**
 * A client may come in.
 *
 * <p>Thread: any; immutable.
 *
 * @param protocol the subprotocol that the backend has chosen among those the client offers; null when it chose none
 * @param channels what else the client joins
 */
record Admission(String protocol, List<String> channels) {
    /** Where nobody is asked. */
    static final Admission PLAIN = new Admission(null, List.of());
}
