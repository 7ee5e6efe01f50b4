package dev.weir.proxy.dns;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.loop.ManualWorker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real sockets on the resolver's side; the asking worker is moved by hand, and so is its time. */
class ResolverTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long RETRY = 60_000_000L;

    private final ManualWorker asker = new ManualWorker();
    private final ResolverLoop loop = new ResolverLoop(asker.clock());
    private final List<StubNameServer> servers = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();

    @AfterEach
    void close() {
        loop.close();
        servers.forEach(StubNameServer::close);
    }

    private StubNameServer server(StubNameServer.Script script) throws IOException {
        StubNameServer server = new StubNameServer(script);
        servers.add(server);
        return server;
    }

    private Resolver resolver(boolean ipv4, boolean ipv6, long validNanos) {
        List<InetSocketAddress> addresses =
                servers.stream().map(StubNameServer::address).toList();
        return new Resolver(new NameServers(addresses, validNanos, ipv4, ipv6), loop, new Random(1), RETRY);
    }

    private String ask(Resolver resolver, String name) {
        int before = answers.size();
        resolver.resolve(name, 0, asker.worker(), answers::add);
        awaitAnswers(before + 1);
        return told(before);
    }

    /** The loop of the resolver sleeps by the clock that the test moves: it is woken so that it looks again. */
    private void awaitAnswers(int count) {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> {
                    asker.settle();
                    return answers.size() >= count;
                });
    }

    private void pass(Duration time) {
        asker.advance(time);
        loop.get().post(() -> {});
    }

    private String told(int index) {
        Answer answer = answers.get(index);
        return answer.addresses().isEmpty()
                ? answer.reason()
                : answer.addresses().stream().map(a -> a.getHostAddress()).collect(Collectors.joining(" "));
    }

    private static byte[] byType(StubNameServer.Asked asked, byte[] query, String ipv4, String ipv6) {
        Dns answer = Dns.answer(query, Dns.RESPONSE);
        if (asked.type() == Dns.A) {
            ipv4.lines().forEach(a -> answer.a(a, 30));
        } else {
            ipv6.lines().forEach(a -> answer.record(Dns.SAME, Dns.AAAA, 30, Dns.bytes(a)));
        }
        return answer.bytes();
    }

    @ParameterizedTest
    @CsvSource({
        "true, true, 192.0.2.1 2001:db8:0:0:0:0:0:1, 2",
        "true, false, 192.0.2.1, 1",
        "false, true, 2001:db8:0:0:0:0:0:1, 1"
    })
    void bothKindsOfAddressesAreAskedForUnlessOff(boolean ipv4, boolean ipv6, String found, int questions)
            throws IOException {
        StubNameServer server = server((asked, query) -> byType(asked, query, "192.0.2.1", "2001:db8::1"));
        assertEquals(found, ask(resolver(ipv4, ipv6, 0), "WWW.Example.com."));
        assertEquals(questions, server.asked.size());
        assertEquals("www.example.com", server.asked.get(0).name());
    }

    @Test
    void anAnswerIsRememberedAsLongAsItSays() throws IOException {
        StubNameServer server = server((asked, query) -> byType(asked, query, "192.0.2.1", ""));
        Resolver resolver = resolver(true, false, 0);
        ask(resolver, "a.example");
        pass(Duration.ofSeconds(29));
        assertEquals("192.0.2.1", ask(resolver, "A.example"));
        assertEquals(1, server.asked.size());
        pass(Duration.ofSeconds(2));
        ask(resolver, "a.example");
        assertEquals(2, server.asked.size());
    }

    @Test
    void validIsStrongerThanTheAnswersOwnTime() throws IOException {
        StubNameServer server = server((asked, query) -> byType(asked, query, "192.0.2.1", ""));
        Resolver resolver = resolver(true, false, 100 * SECOND);
        ask(resolver, "a.example");
        pass(Duration.ofSeconds(99));
        ask(resolver, "a.example");
        assertEquals(1, server.asked.size());
    }

    @Test
    void failuresAreToldAndNotRemembered() throws IOException {
        StubNameServer server = server((asked, query) -> Dns.answer(
                        query, Dns.RESPONSE | (asked.name().startsWith("bad") ? 2 : 3))
                .bytes());
        Resolver resolver = resolver(true, true, 0);
        assertEquals("2: Server failure", ask(resolver, "bad.example"));
        assertEquals("3: Host not found", ask(resolver, "none.example"));
        assertEquals("3: Host not found", ask(resolver, "none.example"));
        assertEquals(6, server.asked.size());
        assertEquals("3: Host not found", ask(resolver, "a..b"), "not even asked for");
        assertEquals(6, server.asked.size());
    }

    @Test
    void chainsOfNamesAreFollowedUpToALimit() throws IOException {
        StubNameServer server = server((asked, query) -> {
            int number = Integer.parseInt(asked.name());
            Dns answer = Dns.answer(query, Dns.RESPONSE);
            return (number == 0 ? answer.a("192.0.2.7", 30) : answer.cname(number - 1 + "", 30)).bytes();
        });
        Resolver resolver = resolver(true, false, 0);
        assertEquals("192.0.2.7", ask(resolver, "2"));
        assertEquals("192.0.2.7", ask(resolver, "2"));
        assertEquals(3, server.asked.size(), "each link is remembered");
        assertEquals("192.0.2.7", ask(resolver, "50"));
        assertEquals("3: Host not found", ask(resolver(true, false, 0), "51"));
    }

    @Test
    void theNextServerIsAskedWhenOneIsSilentAndAtOnceWhenNobodyIsThere() throws IOException {
        StubNameServer silent = server((asked, query) -> null);
        StubNameServer good = server((asked, query) -> byType(asked, query, "192.0.2.1", ""));
        Resolver resolver = resolver(true, false, 0);
        resolver.resolve("a.example", 0, asker.worker(), answers::add);
        await().until(() -> silent.asked.size() == 1);
        assertEquals(0, good.asked.size());
        // Again and again: the datagram may be there before the timer that watches over it.
        await().pollInterval(Duration.ofMillis(50)).until(() -> {
            pass(Duration.ofNanos(RETRY + 1));
            asker.settle();
            return answers.size() == 1;
        });
        assertEquals("192.0.2.1", told(0));

        Resolver second = resolver(true, false, 0);
        silent.close();
        second.resolve("b.example", 0, asker.worker(), answers::add);
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            pass(Duration.ofNanos(1));
            asker.settle();
            return answers.size() == 2;
        });
        assertEquals("192.0.2.1", told(1), "without waiting, for time nearly stands still");
    }

    @Test
    void aTruncatedAnswerIsAskedForByTcp() throws IOException {
        StubNameServer server = server((asked, query) -> asked.byTcp()
                ? byType(asked, query, "192.0.2.1\n192.0.2.2", "")
                : Dns.answer(query, Dns.RESPONSE | Dns.TRUNCATED).bytes());
        assertEquals("192.0.2.1 192.0.2.2", ask(resolver(true, false, 0), "a.example"));
        assertEquals(
                List.of(false, true),
                server.asked.stream().map(StubNameServer.Asked::byTcp).toList());
    }

    @Test
    void nobodyWaitsLongerThanTheTimeout() throws IOException {
        StubNameServer server = server((asked, query) -> null);
        Resolver resolver = resolver(true, false, 0);
        resolver.resolve("a.example", SECOND, asker.worker(), answers::add);
        resolver.resolve("a.example", 3 * SECOND, asker.worker(), answers::add);
        await().until(() -> server.asked.size() == 1);
        pass(Duration.ofSeconds(2));
        awaitAnswers(1);
        assertEquals("110: Operation timed out", told(0));
        assertEquals(1, answers.size(), "the second has time left");
        pass(Duration.ofSeconds(2));
        awaitAnswers(2);
    }

    @Test
    void thoseWhoAskAtTheSameTimeShareOneQuestion() throws Exception {
        java.util.concurrent.CountDownLatch gate = new java.util.concurrent.CountDownLatch(1);
        StubNameServer server = server((asked, query) -> {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return byType(asked, query, "192.0.2.1", "");
        });
        Resolver resolver = resolver(true, false, 0);
        for (int i = 0; i < 20; i++) {
            resolver.resolve("a.example", 0, asker.worker(), answers::add);
        }
        gate.countDown();
        awaitAnswers(20);
        assertEquals(1, server.asked.size());
    }

    @Test
    void forgedAnswersAreNotTaken() throws IOException {
        StubNameServer forger = server((asked, query) -> {
            byte[] forged = byType(asked, query, "203.0.113.66", "");
            forged[1] ^= 1;
            return forged;
        });
        Resolver resolver = resolver(true, false, 0);
        resolver.resolve("a.example", SECOND, asker.worker(), answers::add);
        await().until(() -> forger.asked.size() == 1);
        pass(Duration.ofSeconds(2));
        awaitAnswers(1);
        assertEquals("110: Operation timed out", told(0));
    }

    @Test
    void idsAndPortsDiffer() throws IOException {
        StubNameServer server = server((asked, query) -> byType(asked, query, "192.0.2.1", ""));
        Resolver resolver = resolver(true, false, 0);
        for (int i = 0; i < 20; i++) {
            ask(resolver, "n" + i + ".example");
        }
        int[] ids = server.asked.stream().mapToInt(StubNameServer.Asked::id).toArray();
        assertTrue(Arrays.stream(ids).distinct().count() > 15, Arrays.toString(ids));
        assertNotEquals(ids[0] + 1, ids[1]);
        assertTrue(server.asked.stream()
                        .mapToInt(StubNameServer.Asked::port)
                        .distinct()
                        .count()
                > 15);
    }

    @Test
    void rememberedAddressesTakeTurns() throws IOException {
        server((asked, query) -> byType(asked, query, "192.0.2.1\n192.0.2.2\n192.0.2.3", ""));
        Resolver resolver = resolver(true, false, 0);
        List<String> firsts = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            firsts.add(ask(resolver, "a.example").split(" ")[0]);
        }
        assertEquals(3, firsts.stream().distinct().count());
    }
}
