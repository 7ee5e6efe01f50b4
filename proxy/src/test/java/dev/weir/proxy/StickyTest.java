package dev.weir.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Who is chosen for a client that belongs to a peer. */
class StickyTest {
    private static final long SECOND = 1_000_000_000L;

    private final Upstreams upstreams = new Upstreams(new Random(1));

    /** Whom the next request belongs to. */
    private String belongs;

    private static Peer.Settings route(String route, int weight, boolean drain) {
        return new Peer.Settings(weight, 1, 10 * SECOND, 0, false, false, drain, route);
    }

    private Upstream upstream(Balancer balancer, Peer.Settings... settings) {
        List<Upstreams.Server> servers = new ArrayList<>();
        for (Peer.Settings each : settings) {
            int port = 8000 + servers.size();
            servers.add(new Upstreams.Server(":" + port, List.of(new InetSocketAddress("127.0.0.1", port)), each));
        }
        Sticky sticky = new Sticky(List.of(x -> "", x -> belongs), null, null);
        return upstreams.upstream("u", servers, new Upstream.Ways(balancer, Upstream.KeepAlive.NONE, sticky));
    }

    private static String chosen(Upstream upstream, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            Walk walk = upstream.begin(null);
            Peer peer = walk.next(0);
            text.append(peer == null ? "-" : peer.settings().route());
            if (peer != null) {
                walk.release(peer, Walk.Ended.SERVED, 0);
            }
        }
        return text.toString();
    }

    @Test
    void stayWithTheirPeerWhateverTheWay() {
        List<Balancer> ways = List.of(
                Balancers.roundRobin(),
                Balancers.leastConnections(),
                Balancers.random(new Random(3)),
                Balancers.randomTwo(new Random(3)),
                Balancers.hash(x -> "key"),
                new ConsistentHash(x -> "key"));
        for (Balancer way : ways) {
            Upstream upstream = upstream(way, route("a", 1, false), route("b", 1, false), route("c", 1, false));
            belongs = "b";
            assertEquals("bbbb", chosen(upstream, 4));
            belongs = "nobody";
            assertEquals(4, chosen(upstream, 4).length());
        }
    }

    /** Of many bound requests in a row one counts as a turn, so that their peer is not starved of others later. */
    @Test
    void othersAreStillWeighed() {
        Upstream upstream = upstream(Balancers.roundRobin(), route("a", 1, false), route("b", 2, false));
        belongs = "a";
        assertEquals("a".repeat(50), chosen(upstream, 50));
        belongs = null;
        String next = chosen(upstream, 30);
        assertEquals(9, next.chars().filter(c -> c == 'a').count(), next);
    }

    @Test
    void aDrainedPeerKeepsItsOwnOnly() {
        Upstream upstream = upstream(Balancers.roundRobin(), route("a", 1, true), route("b", 1, false));
        assertEquals("bbb", chosen(upstream, 3));
        belongs = "a";
        assertEquals("aaa", chosen(upstream, 3));
        Upstream single = upstream(Balancers.roundRobin(), route("a", 1, true));
        assertEquals("aa", chosen(single, 2));
        belongs = null;
        assertEquals("-", chosen(single, 1));
    }

    @Test
    void whoseFailedPeerIsSkippedGoesToAnother() {
        Upstream upstream = upstream(Balancers.roundRobin(), route("a", 1, false), route("b", 1, false));
        belongs = "a";
        Walk walk = upstream.begin(null);
        walk.release(walk.next(0), Walk.Ended.FAILED, 0);
        assertEquals("b", walk.next(0).settings().route(), "not again within one request");
        assertEquals("b", chosen(upstream, 1), "nor while it counts as failed");
    }

    @Test
    void sessionsAreForgottenInTimeAndWhenTheZoneIsFull() {
        StickySessions sessions = new StickySessions(3 * 128);
        sessions.use("new", false, "a", SECOND, 0);
        assertNull(sessions.find("new", SECOND, 0), "who only uses a session does not make one");
        for (int i = 0; i < 4; i++) {
            sessions.use("s" + i, true, "p" + i, SECOND, i);
        }
        assertNull(sessions.find("s0", SECOND, 4));
        assertEquals("p1", sessions.find("s1", SECOND, 4));
        sessions.use("s1", false, "p9", SECOND, SECOND);
        assertNull(sessions.find("s2", SECOND, SECOND + 2), "its time is over");
        assertEquals("p3", sessions.find("s3", SECOND, SECOND + 2));
        assertEquals("p9", sessions.find("s1", SECOND, 2 * SECOND - 1));
        assertNull(sessions.find("s1", SECOND, 2 * SECOND));
    }
}
