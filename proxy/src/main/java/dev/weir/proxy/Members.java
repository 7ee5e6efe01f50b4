package dev.weir.proxy;

import java.util.List;
import java.util.stream.Stream;

/**
 * The peers of an upstream at one time.
 *
 * <p>Thread: any; immutable but for the health of the peers.
 *
 * @param primaries those that are used
 * @param backups those that are used when no other is left
 */
record Members(List<Peer> primaries, List<Peer> backups) {

    static Members of(List<Peer> peers) {
        return new Members(
                peers.stream().filter(p -> !p.settings().backup()).toList(),
                peers.stream().filter(p -> p.settings().backup()).toList());
    }

    Stream<Peer> all() {
        return Stream.concat(primaries.stream(), backups.stream());
    }

    /** Whether there is nothing to choose; then failures are not counted, as in nginx. */
    boolean isSingle() {
        return primaries.size() == 1 && backups.isEmpty();
    }

    /** How many peers one request may try. */
    int tries() {
        return (int) all().filter(p -> p.settings().isOpenToAll()).count();
    }
}
