package dev.weir.proxy;

import dev.weir.core.http.ByteText;
import dev.weir.core.http.Exchange;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;

/**
 * nginx's ways to choose a peer. Each falls back on round robin after {@value Balancer#MOST_LOOKS} vain looks.
 *
 * <p>Source: the documentation of {@code ip_hash}, {@code least_conn}, {@code hash} and {@code random}; the formulas
 * are nginx's, so that a client lands on the same server behind either. Thread: any.
 */
final class Balancers {
    static final Balancer ROUND_ROBIN = (x, members) -> (walk, now) -> Balancer.ROUND_ROBIN;

    private Balancers() {}

    static Balancer roundRobin() {
        return ROUND_ROBIN;
    }

    static Balancer leastConnections() {
        return (x, members) -> Balancers::fewest;
    }

    /** {@code ip_hash}: the first three octets of an IPv4 address, the whole of an IPv6 address. */
    static Balancer ipHash() {
        return (x, members) -> new IpHash(x.peering().remoteBytes());
    }

    /** {@code hash key}: Cache::Memcached's formula. */
    static Balancer hash(Function<Exchange, String> key) {
        return (x, members) -> new KeyHash(ByteText.bytes(key.apply(x)));
    }

    static Balancer random(RandomGenerator random) {
        return (x, members) -> new RandomOne(random);
    }

    /** {@code random two least_conn}. */
    static Balancer randomTwo(RandomGenerator random) {
        return (x, members) -> new RandomTwo(random);
    }

    /** Fewest connections per weight; round robin among equals. */
    private static int fewest(Walk walk, long now) {
        int best = -1;
        boolean many = false;
        for (int i = 0; i < walk.peers().size(); i++) {
            if (!walk.isOpen(i, now)) {
                continue;
            }
            int order =
                    best < 0 ? -1 : compare(walk.peers().get(i), walk.peers().get(best));
            if (order < 0) {
                best = i;
                many = false;
            } else if (order == 0) {
                many = true;
            }
        }
        return many ? amongEquals(walk, best, now) : best;
    }

    private static int amongEquals(Walk walk, int first, long now) {
        int best = first;
        int total = 0;
        for (int i = first; i < walk.peers().size(); i++) {
            Peer peer = walk.peers().get(i);
            if (!walk.isOpen(i, now) || compare(peer, walk.peers().get(first)) != 0) {
                continue;
            }
            total += peer.health().effectiveWeight;
            peer.health().gainWeight(peer.settings());
            if (peer.health().currentWeight > walk.peers().get(best).health().currentWeight) {
                best = i;
            }
        }
        walk.peers().get(best).health().currentWeight -= total;
        return best;
    }

    private static int compare(Peer a, Peer b) {
        return Long.compare(
                (long) a.health().connections * b.settings().weight(),
                (long) b.health().connections * a.settings().weight());
    }

    /** Thread: worker. */
    private static final class IpHash implements Balancer.Picker {
        private final byte[] address;
        private int hash = 89;
        private int looks;

        IpHash(byte[] remote) {
            this.address = remote.length == 0 ? new byte[3] : remote;
        }

        @Override
        public int pick(Walk walk, long now) {
            int octets = address.length == 16 ? 16 : 3;
            while (looks <= Balancer.MOST_LOOKS) {
                for (int i = 0; i < octets; i++) {
                    hash = (hash * 113 + (address[i] & 0xff)) % 6271;
                }
                int index = walk.byWeight(hash % walk.totalWeight());
                if (walk.isOpen(index, now)) {
                    return index;
                }
                looks++;
            }
            return Balancer.ROUND_ROBIN;
        }
    }

    /** Thread: worker. */
    private static final class KeyHash implements Balancer.Picker {
        private final byte[] key;
        private long sum;
        private int round;
        private int looks;

        KeyHash(byte[] key) {
            this.key = key;
        }

        @Override
        public int pick(Walk walk, long now) {
            while (looks <= Balancer.MOST_LOOKS && key.length > 0) {
                CRC32 crc = new CRC32();
                if (round > 0) {
                    crc.update(ByteText.bytes(Integer.toString(round)));
                }
                crc.update(key);
                sum += crc.getValue() >> 16 & 0x7fff;
                round++;
                int index = walk.byWeight(sum % walk.totalWeight());
                if (walk.isOpen(index, now)) {
                    return index;
                }
                looks++;
            }
            return Balancer.ROUND_ROBIN;
        }
    }

    private static int draw(Walk walk, RandomGenerator random) {
        return walk.byWeight(random.nextInt(walk.totalWeight()));
    }

    /** Thread: worker. */
    private static final class RandomOne implements Balancer.Picker {
        private final RandomGenerator random;
        private int looks;

        RandomOne(RandomGenerator random) {
            this.random = random;
        }

        @Override
        public int pick(Walk walk, long now) {
            while (looks <= Balancer.MOST_LOOKS) {
                int index = draw(walk, random);
                if (walk.isOpen(index, now)) {
                    return index;
                }
                looks++;
            }
            return Balancer.ROUND_ROBIN;
        }
    }

    /** Thread: worker. */
    private static final class RandomTwo implements Balancer.Picker {
        private final RandomGenerator random;
        private int looks;

        RandomTwo(RandomGenerator random) {
            this.random = random;
        }

        @Override
        public int pick(Walk walk, long now) {
            int first = -1;
            while (looks <= Balancer.MOST_LOOKS) {
                int index = draw(walk, random);
                if (index == first || !walk.isOpen(index, now)) {
                    looks++;
                } else if (first < 0) {
                    first = index;
                } else {
                    return compare(walk.peers().get(index), walk.peers().get(first)) > 0 ? first : index;
                }
            }
            return Balancer.ROUND_ROBIN;
        }
    }
}
