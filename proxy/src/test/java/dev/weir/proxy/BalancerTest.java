package dev.weir.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BalancerTest {
    private static final long SECOND = 1_000_000_000L;

    private final Upstreams upstreams = new Upstreams(new Random(1));

    private static Peer.Settings weight(int weight) {
        return new Peer.Settings(weight, 1, 10 * SECOND, 0, false, false);
    }

    private static Upstreams.Server server(String name, Peer.Settings settings) {
        List<SocketAddress> address = List.of(new InetSocketAddress("127.0.0.1", name.charAt(0)));
        return new Upstreams.Server(name, address, settings);
    }

    private Upstream upstream(Balancer balancer, Upstreams.Server... servers) {
        return upstreams.upstream("u", List.of(servers), new Upstream.Ways(balancer, Upstream.KeepAlive.NONE, null));
    }

    /** Chooses for a request that is answered at once. */
    private static String once(Upstream upstream, long now) {
        Walk walk = upstream.begin(null);
        Peer peer = walk.next(now);
        if (peer == null) {
            return "-";
        }
        walk.release(peer, Walk.Ended.SERVED, now);
        return peer.server();
    }

    private static String sequence(Upstream upstream, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(once(upstream, 0));
        }
        return text.toString();
    }

    /** The sequences that nginx's documentation of its smooth algorithm shows. */
    @ParameterizedTest
    @CsvSource({"5 1 1, aabacaa", "1 1 1, abcabca", "4 2 1, abacaba"})
    void weighsSmoothly(String weights, String expected) {
        String[] w = weights.split(" ");
        Upstream upstream = upstream(
                Balancers.roundRobin(),
                server("a", weight(Integer.parseInt(w[0]))),
                server("b", weight(Integer.parseInt(w[1]))),
                server("c", weight(Integer.parseInt(w[2]))));
        assertEquals(expected, sequence(upstream, 7));
    }

    @Test
    void leavesAFailedPeerAloneAndTriesItAgain() {
        Upstream upstream = upstream(Balancers.roundRobin(), server("a", weight(1)), server("b", weight(1)));
        Walk walk = upstream.begin(null);
        Peer first = walk.next(0);
        assertEquals("a", first.server());
        assertTrue(walk.release(first, Walk.Ended.FAILED, 0));
        assertEquals("b", walk.next(0).server());
        assertNull(walk.next(0), "every peer is tried once");
        assertEquals("bbbb", sequence(upstream, 4));
        List<String> later = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            later.add(once(upstream, 11 * SECOND));
        }
        assertTrue(later.contains("a"), later.toString());
    }

    @Test
    void usesBackupsWhenNobodyElseIsLeft() {
        Peer.Settings backup = new Peer.Settings(1, 1, 10 * SECOND, 0, true, false);
        Peer.Settings down = new Peer.Settings(1, 1, 10 * SECOND, 0, false, true);
        Upstream upstream =
                upstream(Balancers.roundRobin(), server("a", weight(1)), server("b", backup), server("c", down));
        assertEquals("aaa", sequence(upstream, 3));
        Walk walk = upstream.begin(null);
        assertEquals(2, walk.tries());
        walk.release(walk.next(0), Walk.Ended.FAILED, 0);
        assertEquals("b", walk.next(0).server());
    }

    @Test
    void keepsToMostConnections() {
        Peer.Settings two = new Peer.Settings(1, 1, 10 * SECOND, 2, false, false);
        Upstream upstream = upstream(Balancers.roundRobin(), server("a", two), server("b", two));
        for (int i = 0; i < 4; i++) {
            assertNotNull(upstream.begin(null).next(0));
        }
        assertNull(upstream.begin(null).next(0));
    }

    @Test
    void countsEqualServersApart() {
        Peer.Settings one = new Peer.Settings(1, 1, 10 * SECOND, 1, false, false);
        Upstream upstream = upstream(Balancers.roundRobin(), server("a", one), server("a", one));
        assertNotNull(upstream.begin(null).next(0));
        assertNotNull(upstream.begin(null).next(0));
        assertNull(upstream.begin(null).next(0));
    }

    @Test
    void prefersFewestConnectionsPerWeight() {
        Upstream upstream = upstream(
                Balancers.leastConnections(), server("a", weight(3)), server("b", weight(1)), server("c", weight(1)));
        StringBuilder chosen = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            chosen.append(upstream.begin(null).next(0).server());
        }
        assertEquals(6, chosen.chars().filter(c -> c == 'a').count(), chosen.toString());
        assertEquals(2, chosen.chars().filter(c -> c == 'b').count(), chosen.toString());
    }

    /** ((crc32(key) >> 16) & 0x7fff) mod weight, as Cache::Memcached has it. */
    @Test
    void hashesAsMemcachedDoes() {
        for (String key : List.of("/", "user-1", "user-2", "a much longer key")) {
            Upstream upstream = upstream(
                    Balancers.hash(x -> key), server("a", weight(1)), server("b", weight(2)), server("c", weight(1)));
            CRC32 crc = new CRC32();
            crc.update(Frames.ascii(key));
            int slot = (int) ((crc.getValue() >> 16 & 0x7fff) % 4);
            assertEquals(List.of("a", "b", "b", "c").get(slot), once(upstream, 0));
            assertEquals(once(upstream, 0), once(upstream, 0));
        }
    }

    @Test
    void movesFewKeysWhenAServerGoes() {
        List<Upstreams.Server> four = List.of(
                server("a:1", weight(1)), server("b:1", weight(1)), server("c:1", weight(1)), server("d:1", weight(1)));
        List<Upstreams.Server> three = four.subList(0, 3);
        int moved = 0;
        TreeMap<String, Integer> share = new TreeMap<>();
        for (int i = 0; i < 1000; i++) {
            String key = "key" + i;
            String before = consistent(key, four);
            share.merge(before, 1, Integer::sum);
            moved += before.equals("d:1") || before.equals(consistent(key, three)) ? 0 : 1;
        }
        assertEquals(0, moved, "only the keys of the server that went move");
        assertEquals(4, share.size());
        assertTrue(share.values().stream().allMatch(n -> n > 150 && n < 350), share.toString());
    }

    private String consistent(String key, List<Upstreams.Server> servers) {
        Upstream upstream = upstreams.upstream(
                "ring", servers, new Upstream.Ways(new ConsistentHash(x -> key), Upstream.KeepAlive.NONE, null));
        return once(upstream, 0);
    }

    @Test
    void drawsByWeight() {
        Upstream upstream = upstream(Balancers.random(new Random(5)), server("a", weight(3)), server("b", weight(1)));
        long first = sequence(upstream, 1000).chars().filter(c -> c == 'a').count();
        assertTrue(first > 700 && first < 800, "a was drawn " + first + " times");
        Upstream two = upstream(Balancers.randomTwo(new Random(5)), server("x", weight(1)), server("y", weight(1)));
        Walk busy = two.begin(null);
        String loaded = busy.next(0).server();
        for (int i = 0; i < 20; i++) {
            assertTrue(!once(two, 0).equals(loaded), "the one with fewer connections wins");
        }
    }
}
