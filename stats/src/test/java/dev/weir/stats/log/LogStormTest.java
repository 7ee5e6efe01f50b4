package dev.weir.stats.log;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.Exchange;
import dev.weir.core.loop.Clock;
import dev.weir.core.ws.FrameTap;
import dev.weir.core.ws.Opcode;
import dev.weir.core.ws.Side;
import dev.weir.stats.Blocks;
import dev.weir.stats.FakeSession;
import dev.weir.stats.Gateway;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As many frames as two workers can tell of; {@code -Dweir.log.lines=2000000} for the full number. */
class LogStormTest {
    private static final int LINES = Integer.getInteger("weir.log.lines", 200_000);
    private static final int CONNECTIONS = 8;
    private static final int FRAMES = LINES / CONNECTIONS;
    private static final int A_TURN = 500;
    private static final Pattern LINE = Pattern.compile("(\\d+) (\\d+) of x* end");

    @TempDir
    Path folder;

    private LogDispatcher dispatcher;
    private final Map<String, Long> last = new HashMap<>();
    private long lines;

    @Test
    void noLineIsLostTornOrMovedHoweverOftenTheFileIs() throws Exception {
        int rotations = storm("", true);
        for (int i = 0; i < rotations; i++) {
            read("a.log." + i, true);
        }
        read("a.log", true);
        assertTrue(rotations >= 1, "too few lines for one rotation");
        assertEquals((long) CONNECTIONS * FRAMES, lines);
        assertEquals(lines, dispatcher.totals().written());
    }

    @Test
    void noLineIsLostWithABufferEither() throws Exception {
        storm("buffer=256k flush=1s", false);
        read("a.log", true);
        assertEquals((long) CONNECTIONS * FRAMES, lines);
    }

    @Test
    void whatIsDroppedIsCounted() throws Exception {
        storm("overflow=drop", false);
        read("a.log", false);
        assertTrue(dispatcher.totals().dropped() > 0, "the ring was never full");
        assertEquals((long) CONNECTIONS * FRAMES, lines + dispatcher.totals().dropped());
        assertEquals(lines, dispatcher.totals().written());
    }

    private int storm(String parameters, boolean rotate) throws Exception {
        dispatcher = new LogDispatcher(Clock.SYSTEM, folder, 1024);
        Blocks.Bound bound = Blocks.inServer(
                folder,
                "ws_log a.log " + parameters + "; ws_log_format '$ws_conn_id $ws_frames_in of $arg_x end';"
                        + " ws_log_format open ''; ws_log_format close '';");
        FrameTap.Factory tap = bound.parts(FrameTap.Factory.class, dispatcher).get(0);
        assertEquals(List.of(), bound.problems());
        dispatcher.start();
        int rotations = 0;
        try (Gateway gateway = Gateway.holding(2)) {
            CountDownLatch open = new CountDownLatch(CONNECTIONS);
            for (int i = 0; i < CONNECTIONS; i++) {
                Exchange exchange = gateway.exchange("GET /?x=" + "x".repeat(i * 30) + " HTTP/1.1\r\nHost: h");
                FakeSession session = Gateway.on(exchange, x -> new FakeSession(x).open(tap));
                exchange.worker().execute(() -> talk(session, FRAMES, open));
            }
            while (rotate && open.getCount() > 0) {
                Files.move(folder.resolve("a.log"), folder.resolve("a.log." + rotations++));
                dispatcher.reopen();
                long from = System.nanoTime();
                await().atMost(Duration.ofSeconds(20))
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> System.nanoTime() - from > 100_000_000 && Files.exists(folder.resolve("a.log")));
            }
            open.await();
        }
        dispatcher.stop();
        return rotations;
    }

    /** Some frames in each turn, so that the connections of a worker take turns. */
    private static void talk(FakeSession session, int left, CountDownLatch open) {
        for (int i = 0; i < Math.min(A_TURN, left); i++) {
            session.frame(Side.CLIENT, Opcode.TEXT, 10);
        }
        if (left > A_TURN) {
            session.exchange().worker().execute(() -> talk(session, left - A_TURN, open));
        } else {
            open.countDown();
        }
    }

    private void read(String name, boolean all) throws IOException {
        List<String> wrong = new ArrayList<>();
        try (BufferedReader reader = Files.newBufferedReader(folder.resolve(name))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                Matcher matcher = LINE.matcher(line);
                assertTrue(matcher.matches(), name + " has a torn line: " + line);
                long number = Long.parseLong(matcher.group(2));
                Long before = last.put(matcher.group(1), number);
                long next = (before == null ? 0 : before) + 1;
                if (all ? number != next : number < next) {
                    wrong.add(line + " after " + before);
                }
                lines++;
            }
        }
        assertEquals(List.of(), wrong);
    }
}
