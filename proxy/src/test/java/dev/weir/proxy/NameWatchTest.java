package dev.weir.proxy;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.weir.core.loop.ManualWorker;
import dev.weir.proxy.dns.Dns;
import dev.weir.proxy.dns.NameServers;
import dev.weir.proxy.dns.Resolver;
import dev.weir.proxy.dns.ResolverLoop;
import dev.weir.proxy.dns.StubNameServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code resolve} and {@code service}: real name servers, and time that the test moves. */
class NameWatchTest {
    private static final long SECOND = 1_000_000_000L;

    private final ManualWorker time = new ManualWorker();
    private final ResolverLoop loop = new ResolverLoop(time.clock());
    /** What names have: addresses, or services as priority, weight, port and target; "fail" for SERVFAIL. */
    private final Map<String, String> zone = new ConcurrentHashMap<>();

    private final StubNameServer names = new StubNameServer((asked, query) -> answer(asked, query));
    private final Resolver resolver =
            new Resolver(new NameServers(List.of(names.address()), 0, true, false), loop, new Random(1));
    private final GroupState state = new GroupState();

    NameWatchTest() throws IOException {}

    @AfterEach
    void close() {
        loop.close();
        names.close();
    }

    private byte[] answer(StubNameServer.Asked asked, byte[] query) {
        String has = zone.get(asked.name());
        if (has == null || has.equals("fail")) {
            return Dns.answer(query, Dns.RESPONSE | (has == null ? 3 : 2)).bytes();
        }
        Dns answer = Dns.answer(query, Dns.RESPONSE);
        for (String each : has.split(", ")) {
            String[] words = each.split(" ");
            if (words.length == 1) {
                answer.a(each, 10);
            } else {
                answer.srv(
                        Integer.parseInt(words[0]), Integer.parseInt(words[1]), Integer.parseInt(words[2]), words[3]);
            }
        }
        return answer.bytes();
    }

    private static NameWatch.Line named(String text, String host, String service, int port, Peer.Settings settings) {
        return new NameWatch.Line(
                new Upstreams.Server(text, List.of(), settings), new NameWatch.Name(host, service), port);
    }

    private Upstream watch(NameWatch.Line... lines) {
        NameWatch watch = new NameWatch(List.of(lines), state, new NameWatch.Lookups(resolver, 5 * SECOND));
        Upstream upstream = new Upstream("u", watch.members(), Upstream.Ways.plain(Upstream.KeepAlive.NONE), state);
        loop.get().post(() -> watch.start(upstream, loop.get()));
        return upstream;
    }

    /** Name, weight and rank of each peer. */
    private static String told(Upstream upstream) {
        Members members = upstream.members();
        return Stream.concat(
                        members.primaries().stream()
                                .map(p -> p.name() + "*" + p.settings().weight()),
                        members.backups().stream().map(p -> p.name() + " later"))
                .collect(Collectors.joining(", "));
    }

    private void becomes(Upstream upstream, String expected) {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(2))
                .untilAsserted(() -> assertEquals(expected, told(upstream)));
    }

    /** The loop sleeps by the clock that is moved here, so it is woken. */
    private void pass(int seconds) {
        time.advance(Duration.ofSeconds(seconds));
        loop.get().post(() -> {});
    }

    private void asked(int times) {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> names.asked.size() >= times);
    }

    @Test
    void followsANameAndKeepsWhatStays() {
        zone.put("a.example", "192.0.2.1, 192.0.2.2");
        Upstream upstream = watch(named("a.example:81", "a.example", null, 81, Peer.Settings.DEFAULT));
        assertEquals("", told(upstream), "nobody is there before the first answer");
        becomes(upstream, "192.0.2.1:81*1, 192.0.2.2:81*1");
        Peer gone = upstream.members().primaries().get(0);
        Peer kept = upstream.members().primaries().get(1);
        zone.put("a.example", "192.0.2.3, 192.0.2.2");
        pass(9);
        assertEquals(1, names.asked.size(), "its time is not over yet");
        pass(1);
        becomes(upstream, "192.0.2.2:81*1, 192.0.2.3:81*1");
        assertSame(kept.health(), upstream.members().primaries().get(0).health());
        zone.put("a.example", "192.0.2.1");
        pass(10);
        becomes(upstream, "192.0.2.1:81*1");
        assertNotSame(gone.health(), upstream.members().primaries().get(0).health(), "it begins anew");
    }

    @Test
    void aServerThatFailsChangesNothingButOneThatDeniesTheNameDoes() {
        zone.put("a.example", "192.0.2.1");
        Upstream upstream = watch(named("a.example", "a.example", null, 80, Peer.Settings.DEFAULT));
        becomes(upstream, "192.0.2.1:80*1");
        zone.put("a.example", "fail");
        pass(10);
        asked(2);
        zone.remove("a.example");
        await().pollInterval(Duration.ofMillis(50))
                .atMost(Duration.ofSeconds(20))
                .until(() -> {
                    // Asked again after resolver_timeout; an answer that comes too late for it is asked for once more.
                    pass(5);
                    return told(upstream).isEmpty();
                });
        zone.put("a.example", "192.0.2.9");
        pass(10);
        becomes(upstream, "192.0.2.9:80*1");
    }

    @Test
    void aServiceTellsPortsWeightsAndRanks() {
        zone.put("_http._tcp.s.example", "2 1 90 c.example, 1 3 81 a.example, 1 0 82 b.example");
        zone.put("a.example", "192.0.2.1");
        zone.put("b.example", "192.0.2.2, 192.0.2.3");
        zone.put("c.example", "192.0.2.4");
        Upstream upstream = watch(named("s.example", "s.example", "http", 80, Peer.Settings.DEFAULT));
        becomes(upstream, "192.0.2.2:82*1, 192.0.2.3:82*1, 192.0.2.1:81*3, 192.0.2.4:90 later");
        zone.put("b.example", "fail");
        pass(10);
        becomes(upstream, "192.0.2.1:81*3, 192.0.2.4:90 later");
        zone.put("_http._tcp.s.example", "2 1 90 c.example");
        pass(10);
        becomes(upstream, "192.0.2.4:90*1");
    }

    @Test
    void aServerThatIsABackupTakesTheFirstRankOnly() {
        zone.put("_x._udp.s.example", "1 3 81 a.example, 2 1 82 a.example");
        zone.put("a.example", "192.0.2.1");
        Peer.Settings backup = new Peer.Settings(7, 1, SECOND, 0, true, false);
        Upstream upstream = watch(named("s.example", "s.example", "_x._udp", 80, backup));
        becomes(upstream, "192.0.2.1:81 later");
        assertEquals(7, upstream.members().backups().get(0).settings().weight());
    }

    /** A reload begins with what is known, also with another port. */
    @Test
    void theNextGenerationBeginsWithWhatIsKnown() {
        zone.put("a.example", "192.0.2.1");
        becomes(watch(named("a.example:81", "a.example", null, 81, Peer.Settings.DEFAULT)), "192.0.2.1:81*1");
        zone.put("a.example", "fail");
        Upstream next = watch(
                new NameWatch.Line(
                        new Upstreams.Server(
                                "127.0.0.9:1",
                                List.of(new java.net.InetSocketAddress("127.0.0.9", 1)),
                                Peer.Settings.DEFAULT),
                        null,
                        0),
                named("a.example:82", "a.example", null, 82, Peer.Settings.DEFAULT));
        assertEquals("127.0.0.9:1*1, 192.0.2.1:82*1", told(next));
        assertEquals(1, names.asked.size(), "it still holds");
    }
}
