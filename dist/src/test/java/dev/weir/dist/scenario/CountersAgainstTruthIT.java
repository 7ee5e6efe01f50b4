package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Scenario.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Json;
import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.WeirServer;
import dev.weir.testkit.WsStat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What clients and upstream have sent and got = the log = the statistics in all forms, whatever way the sessions end,
 * with reloads in between. {@code -Dtruth.frames=1000000} makes it long, {@code -Dtruth.seed} another one.
 */
class CountersAgainstTruthIT {
    private static final int FRAMES = Integer.getInteger("truth.frames", 30_000);
    private static final long SEED = Long.getLong("truth.seed", System.nanoTime());
    private static final int AT_ONCE = 16;
    private static final int LEAST_RELOADS = 5;
    private static final Pattern UPSTREAM_HEAD = Pattern.compile("^GET \\S*[?&]n=(\\d+)");

    @RegisterExtension
    static final Browser browser = new Browser();

    private final Map<Integer, RandomSession> sessions = new ConcurrentHashMap<>();
    private final ListObserver observer = new ListObserver();
    private final AtomicInteger killed = new AtomicInteger();

    private static String configuration(int upstreamPort, int generation) {
        return Scenario.http(
                """
                    upstream backend { server 127.0.0.1:%d; }
                    server {
                        listen 127.0.0.1:@port@;
                        add_header X-Generation %d;
                        ws_stat_zone keys key=$arg_k;
                        ws_stat_zone few key=$arg_k max=2;
                        ws_stat_zone all;
                        ws_log logs/ws.log buffer=64k flush=1s;
                        ws_log_format "$ws_packet_source $arg_n $ws_opcode $ws_payload_size $ws_fin";
                        ws_log_format open "open $arg_n";
                        ws_log_format close "close $arg_n $ws_frames_in $ws_messages_in $ws_payload_in $ws_bytes_in $ws_frames_out $ws_messages_out $ws_payload_out $ws_bytes_out $ws_close_side $ws_close_cause $ws_close_code";
                        location = /stat { ws_stat; }
                        location /connections { ws_connections kill; }
                        location /echo/ { websocket_echo; }
                        location /small/ { websocket_echo; ws_max_message_size 32k; }
                        location /idle/ { proxy_read_timeout 1s; proxy_pass http://backend; %s }
                        location /aged/ { ws_conn_age 150ms; proxy_pass http://backend; %s }
                        location / { proxy_pass http://backend; %s }
                    }
                """.formatted(upstreamPort, generation, Scenario.UPGRADE, Scenario.UPGRADE, Scenario.UPGRADE));
    }

    /** Plays the upstream's part of the session that a request belongs to. */
    private void serve(RawWebSocket connection, StubUpstream upstream) {
        String head = upstream.readHead(connection);
        Matcher number = UPSTREAM_HEAD.matcher(head);
        if (number.find()) {
            connection.send(RawWebSocket.acceptance(head));
            sessions.get(Integer.parseInt(number.group(1))).runUpstream(connection);
        }
    }

    @Test
    void everybodyCountsTheSame() throws Exception {
        System.out.println("truth.seed=" + SEED);
        try (StubUpstream upstream = StubUpstream.of(this::serve);
                WeirServer weir =
                        WeirServer.of(configuration(upstream.port(), 0)).start()) {
            int reloads = play(weir, upstream);
            assertEquals(List.of(), upstream.failures());
            assertTrue(reloads >= LEAST_RELOADS, reloads + " reloads");
            soon().until(() -> WsStat.of(weir.port()).connections() == 0);
            soon().until(() -> Reloads.live(weir) == 1);
            WsStat text = WsStat.of(weir.port());
            Json json = Json.read(statistics(weir, "json"));
            String prometheus = statistics(weir, "prometheus");
            Json list = Json.read(PlainHttp.get(weir.port(), "/connections").body());
            ShownStatistics shown = ShownStatistics.of(browser, weir.port());
            assertEquals(0, weir.stop(), weir.errors());
            SessionLog log = SessionLog.read(weir.log("ws.log"));
            System.out.println("frames in " + text.framesIn() + ", out " + text.framesOut() + ", sessions "
                    + sessions.size() + ", killed " + killed + ", reloads " + reloads);
            sessionsAgree(log);
            observer.compare(log);
            log.demandSumsAgree();
            StatisticsJudge judge = new StatisticsJudge(log, sessions.values());
            judge.text(text);
            judge.json(json);
            judge.prometheus(prometheus);
            judge.page(shown);
            assertEquals(0, list.at("total").number());
        }
    }

    /** By HTTP/1.0, which has no chunks. */
    private static String statistics(WeirServer weir, String format) {
        return PlainHttp.say(weir.port(), "GET /stat?format=" + format + " HTTP/1.0\r\nHost: h\r\n\r\n")
                .body();
    }

    /** What was under way may be lost at the end of Weir, but what was counted is logged, once and whole. */
    @Test
    void whatTheEndCutsIsTold() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try (StubUpstream upstream = StubUpstream.of(this::serve);
                WeirServer weir =
                        WeirServer.of(configuration(upstream.port(), 0)).start()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                RandomSession session = new RandomSession(i, Ending.STOP, Integer.MAX_VALUE, SEED + i, () -> {});
                sessions.put(i, session);
                all.add(threads.submit(() -> session.runClient(weir.port())));
            }
            soon().until(() -> WsStat.of(weir.port()).connections() == AT_ONCE);
            soon().until(() -> WsStat.of(weir.port()).framesIn() > 5000);
            assertEquals(0, weir.stop(), weir.errors());
            for (Future<?> one : all) {
                one.get();
            }
            SessionLog log = SessionLog.read(weir.log("ws.log"));
            sessionsAgree(log);
            log.demandSumsAgree();
        } finally {
            threads.shutdownNow();
        }
    }

    // --- the play

    private int play(WeirServer weir, StubUpstream upstream) throws Exception {
        int each = 60;
        int count = FRAMES / (2 * each);
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService reloader = Executors.newSingleThreadExecutor();
        ExecutorService observing = Executors.newSingleThreadExecutor();
        try {
            Future<?> observed = observing.submit(() -> observer.observe(weir, over));
            Future<Integer> reloads = reloader.submit(() -> reloadUntil(over, weir, upstream.port()));
            List<Future<?>> all = new ArrayList<>();
            Random random = new Random(SEED);
            for (int i = 0; i < count; i++) {
                Ending ending = Ending.ORDINARY.get(i % Ending.ORDINARY.size());
                int number = i;
                RandomSession session = new RandomSession(
                        i, ending, random.nextInt(2 * each), random.nextLong(), () -> kill(weir, number));
                sessions.put(i, session);
                all.add(threads.submit(() -> session.runClient(weir.port())));
            }
            for (Future<?> one : all) {
                one.get();
            }
            over.set(true);
            observed.get();
            return reloads.get();
        } finally {
            over.set(true);
            threads.shutdownNow();
            reloader.shutdown();
            observing.shutdown();
        }
    }

    private static int reloadUntil(AtomicBoolean over, WeirServer weir, int upstreamPort) {
        int reloads = 0;
        while (!over.get() || reloads < LEAST_RELOADS) {
            Reloads.reload(weir, configuration(upstreamPort, ++reloads));
        }
        return reloads;
    }

    private void kill(WeirServer weir, int number) {
        RandomSession session = sessions.get(number);
        String target = "/connections?uri=" + session.path();
        if (number % 2 == 0) {
            Json found = Json.read(PlainHttp.get(weir.port(), target).body());
            target = "/connections/"
                    + found.at("connections").list().get(0).at("id").number() + "?";
        }
        PlainHttp.Answer answer = PlainHttp.say(
                weir.port(), "DELETE " + target + "&code=1012 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        assertTrue(answer.status() == 204 || answer.body().contains("\"closing\":1}"), answer::toString);
        killed.incrementAndGet();
    }

    // --- the judgement

    private void sessionsAgree(SessionLog log) {
        List<String> faults = new ArrayList<>();
        for (RandomSession session : sessions.values()) {
            SessionLog.Session logged = log.session(session.number);
            String fault =
                    logged == null ? session + " has no line" : session.fault(logged.in(), logged.out(), logged.told());
            if (fault != null) {
                faults.add(fault);
            }
        }
        assertEquals(List.of(), faults);
        assertEquals(sessions.size(), log.count());
    }
}
