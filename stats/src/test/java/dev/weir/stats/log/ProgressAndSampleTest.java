package dev.weir.stats.log;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.Exchange;
import dev.weir.core.loop.Clock;
import dev.weir.core.ws.FrameTap;
import dev.weir.core.ws.Opcode;
import dev.weir.core.ws.Side;
import dev.weir.core.ws.WsEnd;
import dev.weir.stats.Blocks;
import dev.weir.stats.FakeSession;
import dev.weir.stats.Gateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a connection while it is open, and of which connections nothing is. */
class ProgressAndSampleTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private Gateway gateway;
    private LogDispatcher dispatcher;
    private FrameTap.Factory tap;

    @BeforeEach
    void open() throws Exception {
        gateway = Gateway.holding(1);
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void aLiveConnectionIsToldOfUntilItEnds() throws Exception {
        start("ws_log a.log; ws_log b.log; ws_log_interval 10ms; ws_log_format ''; ws_log_format open ''; "
                + "ws_log_format close end; ws_log_format progress 'so far $ws_frames_in $ws_payload_in';");
        Exchange exchange = gateway.exchange();
        FakeSession session = Gateway.on(exchange, x -> new FakeSession(x).open(tap));
        await().atMost(LIMIT).until(() -> read("a.log").size() >= 2);
        int timers = Gateway.on(exchange, x -> {
            int before = x.worker().timers();
            session.frame(Side.CLIENT, Opcode.TEXT, 7);
            session.frame(Side.CLIENT, Opcode.TEXT, 5);
            return x.worker().timers() - before;
        });
        assertEquals(0, timers, "a frame arms nothing");
        await().atMost(LIMIT).until(() -> read("a.log").contains("so far 2 12"));
        Gateway.on(exchange, x -> {
            session.end(WsEnd.By.CLIENT, 1000, WsEnd.Cause.CLOSE);
            return null;
        });
        // Two ages more: a timer that was left behind would speak after the end.
        for (int i = 0; i < 2; i++) {
            long from = System.nanoTime();
            await().atMost(LIMIT)
                    .until(() -> Gateway.on(exchange, x -> x.worker().nanos()) - from > 20_000_000);
        }
        dispatcher.stop();
        List<String> lines = read("a.log");
        assertEquals("so far 0 0", lines.get(0));
        assertEquals("end", lines.get(lines.size() - 1));
        assertEquals(lines, read("b.log"), "one timer serves all logs");
    }

    @Test
    void withoutAFormatThereIsADefaultLine() throws Exception {
        start("ws_log a.log; ws_log_interval 10ms; ws_log_format open '';");
        Gateway.on(gateway.exchange(), x -> new FakeSession(x).open(tap));
        await().atMost(LIMIT).until(() -> !read("a.log").isEmpty());
        dispatcher.stop();
        String line = read("a.log").get(0);
        assertTrue(
                line.matches(".{26}: websocket connection \\d+ open for 0 s, 0 messages and 0 bytes in, "
                        + "0 messages and 0 bytes out"),
                line);
    }

    @Test
    void anEmptyTextOrNoIntervalMeansNoTimer() throws Exception {
        for (String text : List.of("ws_log_interval 1m; ws_log_format progress '';", "ws_log_format progress x;")) {
            start("ws_log a.log; " + text);
            Exchange exchange = gateway.exchange();
            Gateway.on(exchange, x -> {
                int before = x.worker().timers();
                new FakeSession(x).open(tap);
                assertEquals(before, x.worker().timers(), text);
                return null;
            });
            dispatcher.stop();
        }
    }

    @Test
    void aShareOfTheConnectionsIsLoggedWhole() throws Exception {
        start("ws_log a.log; ws_log_sample 1/4; ws_log_interval 1h; ws_log_format '$ws_conn_id frame'; "
                + "ws_log_format open '$ws_conn_id open'; ws_log_format close '$ws_conn_id close $ws_close_code';");
        List<String> expected = new ArrayList<>();
        Sample sample = new Sample(4);
        for (int i = 0; i < 60; i++) {
            boolean abnormal = i % 3 == 0;
            Exchange exchange = gateway.exchange();
            long id = exchange.connection().id();
            Gateway.on(exchange, x -> talk(x, abnormal));
            if (sample.takes(id)) {
                expected.addAll(List.of(id + " open", id + " frame"));
            }
            if (sample.takes(id) || abnormal) {
                expected.add(id + " close " + (abnormal ? 1006 : 1000));
            }
        }
        dispatcher.stop();
        assertEquals(expected, read("a.log"));
        assertTrue(expected.size() > 60 / 3 && expected.size() < 60 * 2, expected.size() + " lines");
    }

    private Void talk(Exchange exchange, boolean abnormal) {
        int before = exchange.worker().timers();
        FakeSession session = new FakeSession(exchange).open(tap);
        session.frame(Side.CLIENT, Opcode.TEXT, 7);
        session.end(WsEnd.By.CLIENT, abnormal ? 1006 : 1000, abnormal ? WsEnd.Cause.RESET : WsEnd.Cause.CLOSE);
        assertEquals(before, exchange.worker().timers(), "no timer stays");
        return null;
    }

    private void start(String text) throws Exception {
        Blocks.Bound bound = Blocks.inServer(folder, text);
        dispatcher = new LogDispatcher(Clock.SYSTEM, folder, 64);
        tap = bound.parts(FrameTap.Factory.class, dispatcher).get(0);
        assertEquals(List.of(), bound.problems());
        dispatcher.start();
    }

    private List<String> read(String name) throws IOException {
        return Files.readAllLines(folder.resolve(name));
    }
}
