package dev.weir.proxy;

import dev.weir.core.http.ByteText;
import dev.weir.core.http.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.zip.CRC32;

/**
 * {@code hash key consistent}: a ring of 160 points for each unit of weight, computed as Cache::Memcached::Fast does,
 * so that a server that comes or goes moves few keys.
 *
 * <p>Source: nginx, {@code hash}. Thread: any.
 */
final class ConsistentHash implements Balancer {
    private static final int POINTS = 160;

    private final Function<Exchange, String> key;
    private volatile Ring ring = new Ring(null, List.of());

    /** A place on the ring, and the server that owns what lies before it. */
    private record Point(long hash, String server) {}

    /** All places for certain peers. */
    private record Ring(Members of, List<Point> points) {}

    ConsistentHash(Function<Exchange, String> key) {
        this.key = key;
    }

    /** Made anew when the peers have changed; two workers may well do so at once. */
    private List<Point> points(Members members) {
        Ring known = ring;
        if (known.of != members) {
            known = new Ring(members, points(members.primaries()));
            ring = known;
        }
        return known.points;
    }

    private static List<Point> points(List<Peer> peers) {
        List<Point> all = new ArrayList<>();
        for (Peer peer : peers) {
            addPoints(peer, all);
        }
        all.sort((a, b) -> Long.compare(a.hash, b.hash));
        List<Point> points = new ArrayList<>();
        for (Point point : all) {
            if (points.isEmpty() || points.get(points.size() - 1).hash != point.hash) {
                points.add(point);
            }
        }
        return points;
    }

    private static void addPoints(Peer peer, List<Point> all) {
        byte[] base = ByteText.bytes(seed(peer.server()));
        byte[] previous = new byte[4];
        for (int i = 0; i < POINTS * peer.settings().weight(); i++) {
            CRC32 crc = new CRC32();
            crc.update(base);
            crc.update(previous);
            long hash = crc.getValue();
            all.add(new Point(hash, peer.server()));
            for (int j = 0; j < 4; j++) {
                previous[j] = (byte) (hash >>> 8 * j);
            }
        }
    }

    /** Host, a zero byte, port. */
    private static String seed(String server) {
        if (server.toLowerCase(Locale.ROOT).startsWith("unix:")) {
            return server.substring("unix:".length()) + '\0';
        }
        int colon = server.lastIndexOf(':');
        boolean port = colon >= 0 && server.substring(colon + 1).chars().allMatch(c -> c >= '0' && c <= '9');
        return port ? server.substring(0, colon) + '\0' + server.substring(colon + 1) : server + '\0';
    }

    @Override
    public Picker begin(Exchange exchange, Members members) {
        List<Point> points = points(members);
        byte[] bytes = ByteText.bytes(key.apply(exchange));
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return new Search(points, bytes.length == 0 || points.isEmpty(), find(points, crc.getValue()));
    }

    /** The first point at or behind a hash; the ring's size when there is none, which stands for its beginning. */
    private static int find(List<Point> ring, long hash) {
        int low = 0;
        int high = ring.size();
        while (low < high) {
            int middle = (low + high) / 2;
            if (hash > ring.get(middle).hash) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Thread: worker. */
    private static final class Search implements Picker {
        private final List<Point> ring;
        private final boolean keyless;
        private long at;
        private int looks;

        Search(List<Point> ring, boolean keyless, long at) {
            this.ring = ring;
            this.keyless = keyless;
            this.at = at;
        }

        @Override
        public int pick(Walk walk, long now) {
            while (looks <= MOST_LOOKS && !keyless) {
                int index = ofServer(walk, ring.get((int) (at % ring.size())).server, now);
                if (index >= 0) {
                    return index;
                }
                at++;
                looks++;
            }
            return ROUND_ROBIN;
        }

        /** A server may have several addresses: round robin among them. */
        private int ofServer(Walk walk, String server, long now) {
            int best = -1;
            int total = 0;
            for (int i = 0; i < walk.peers().size(); i++) {
                Peer peer = walk.peers().get(i);
                if (!peer.server().equals(server) || !walk.isOpen(i, now)) {
                    continue;
                }
                total += peer.health().effectiveWeight;
                peer.health().gainWeight(peer.settings());
                if (best < 0
                        || peer.health().currentWeight > walk.peers().get(best).health().currentWeight) {
                    best = i;
                }
            }
            if (best >= 0) {
                walk.peers().get(best).health().currentWeight -= total;
            }
            return best;
        }
    }
}
