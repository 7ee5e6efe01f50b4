package dev.weir.proxy;

import java.net.SocketAddress;

/**
 * One address of a server of an upstream.
 *
 * <p>Thread: any; immutable but for its health.
 *
 * @param name what {@code $upstream_addr} says
 * @param server the server as the configuration names it; the consistent hash is computed from it
 * @param address where to connect
 * @param settings the parameters of {@code server}
 * @param health how it has fared; shared by all workers and by generations of the configuration
 */
record Peer(String name, String server, SocketAddress address, Settings settings, PeerHealth health) {

    /**
     * The parameters of {@code server}, with nginx's meaning.
     *
     * @param weight 1 or more
     * @param maxFails failures that make it unavailable; 0 for never
     * @param failTimeoutNanos both the time in which they must happen and the time it is then left alone
     * @param maxConns most connections at once; 0 for no limit
     * @param drain whether only clients that are bound to it by {@code sticky} may still come
     * @param route its name for {@code sticky}; null for none of its own
     */
    record Settings(
            int weight,
            int maxFails,
            long failTimeoutNanos,
            int maxConns,
            boolean backup,
            boolean down,
            boolean drain,
            String route) {
        static final Settings DEFAULT = new Settings(1, 1, 10_000_000_000L, 0, false, false);

        /** The same of a server with another weight and another place. */
        Settings with(int otherWeight, boolean asBackup) {
            return new Settings(otherWeight, maxFails, failTimeoutNanos, maxConns, asBackup, down, drain, route);
        }

        /** Those of a server of which {@code sticky} knows nothing. */
        Settings(int weight, int maxFails, long failTimeoutNanos, int maxConns, boolean backup, boolean down) {
            this(weight, maxFails, failTimeoutNanos, maxConns, backup, down, false, null);
        }

        /** Whether clients may come that belong nowhere. */
        boolean isOpenToAll() {
            return !down && !drain;
        }
    }
}
