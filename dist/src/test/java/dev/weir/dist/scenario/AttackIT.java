package dev.weir.dist.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.TestCertificates;
import dev.weir.testkit.Trust;
import dev.weir.testkit.WeirServer;
import dev.weir.testkit.WsStat;
import dev.weir.testkit.attack.Behaviour;
import dev.weir.testkit.attack.Good;
import dev.weir.testkit.attack.Latencies;
import dev.weir.testkit.attack.Mob;
import dev.weir.testkit.attack.Vitals;
import dev.weir.testkit.attack.Wave;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hundreds of half-open handshakes, dripping heads, stalled readers and too many newcomers at once, with fewer
 * descriptors than they want, while good clients go on: these lose nothing, and afterwards all is as it was. The same
 * with ten thousand of each is {@code bench/attack.sh}.
 */
class AttackIT {
    private static final int FEW = 50;
    private static final int STALLED = 200;
    private static final int GOOD = 20;

    @TempDir
    private Path certificates;

    private String configuration(int upstream) {
        return """
                worker_processes 2;
                error_log logs/error.log info;
                events { worker_connections 4096; }
                http {
                    access_log off;
                    client_header_timeout 20s;
                    server { listen 127.0.0.1:@port@; location = /stat { ws_stat; } }
                    server {
                        listen 127.0.0.1:@open@;
                        listen 127.0.0.1:@tls@ ssl;
                        ssl_certificate %1$s/gateway.pem;
                        ssl_certificate_key %1$s/gateway.key;
                        location /echo { proxy_pass http://127.0.0.1:%2$d; %3$s }
                        location /feed { websocket hello=off; websocket_channel feed; }
                        location /few { websocket hello=off; ws_max_connections %4$d status=503; }
                        location /push { websocket_push; }
                        location = /up { return 200 up; }
                    }
                }
                """.formatted(certificates, upstream, Scenario.UPGRADE, FEW);
    }

    private static Vitals vitals(WeirServer weir) throws IOException {
        return Vitals.of(weir.jvm().pid());
    }

    /** The times of so many messages and perhaps some more. */
    private static Latencies awaitTalks(Good good, int count) {
        Latencies all = new Latencies();
        Scenario.soon().until(() -> {
            good.talks().moveTo(all);
            return all.count() >= count;
        });
        return all;
    }

    private static int push(WeirServer weir, String body) {
        String head = "POST /push?channel=feed HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: ";
        return PlainHttp.say(weir.port("open"), head + body.length() + "\r\n\r\n" + body)
                .status();
    }

    @Test
    void goodClientsGoOnWhileOthersDoAllTheyCan() throws Exception {
        TestCertificates made =
                new TestCertificates(certificates).authority("ca").ec("gateway", "ca");
        String[] few = {"sh", "-c", "ulimit -n 700; exec \"$0\" \"$@\""};
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir =
                        WeirServer.of(configuration(upstream.port())).under(few).start()) {
            int open = weir.port("open");
            int tls = weir.port("tls");
            Good good = new Good(Trust.in(made.file("ca.pem")));
            try (good) {
                good.talk(GOOD / 2, new Good.Place(open, false, "/echo"), 50)
                        .talk(GOOD / 2, new Good.Place(tls, true, "/echo"), 50)
                        .visit(new Good.Place(open, false, "/up"), 100);
                awaitTalks(good, GOOD);
                Vitals before = vitals(weir);
                try (Mob mob = Mob.of(
                        new Wave(Behaviour.HALF_HELLO, tls, "127.0.1.", 150, true),
                        new Wave(Behaviour.WHOLE_HELLO, tls, "127.0.2.", 100, true),
                        new Wave(Behaviour.DRIPPED_HEAD, open, "127.0.3.", 300, true),
                        new Wave(Behaviour.STALLED_READER, open, "127.0.4.", STALLED, false),
                        new Wave(Behaviour.NEWCOMER, open, "127.0.5.", 2 * FEW, false))) {
                    Scenario.soon().until(() -> mob.heardBy(Behaviour.STALLED_READER, "101") == STALLED);
                    Scenario.soon().until(() -> mob.heardBy(Behaviour.NEWCOMER, "503") == FEW);
                    assertEquals(204, push(weir, "x".repeat(100_000)));
                    int talked = good.talks().count();
                    assertTrue(talked > 0, "nobody talked");
                    // Longer than the launcher is not asked whether it lives.
                    Latencies under = awaitTalks(good, GOOD * 60);
                    assertEquals(FEW, mob.heardBy(Behaviour.NEWCOMER, "101"), mob.toString());
                    assertTrue(mob.heardBy(Behaviour.WHOLE_HELLO, "TLS") > 0, mob.toString());
                    assertTrue(under.percentile(99) < 2000, under.toString());
                    assertEquals(FEW, refused(weir));
                }
                Scenario.soon().until(() -> vitals(weir).descriptors() <= before.descriptors() + 4);
                long grown = vitals(weir).residentKib() - before.residentKib();
                assertTrue(grown < 100 * 1024, grown + " KiB more than before");
                assertEquals(GOOD, WsStat.of(weir.port()).connections());
            }
            assertEquals(List.of(), good.losses());
            Scenario.idle(weir);
            assertEquals("", weir.errors());
            Scenario.awaitLog(weir, "error.log", "are not enough, reusing connections");
            List<String> log = weir.logLines("error.log");
            assertTrue(log.stream().noneMatch(line -> line.contains("internal error")), () -> String.join("\n", log));
        }
    }

    /** Handshakes refused for a limit, as the statistics say. */
    private static int refused(WeirServer weir) {
        String page = PlainHttp.get(weir.port(), "/stat?format=prometheus").body();
        return page.lines()
                .filter(line -> line.startsWith("weir_websocket_handshakes_refused_total{reason=\"limit\"}"))
                .mapToInt(line -> Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
