package dev.weir.stats.log;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.Gate;
import dev.weir.core.http.Headers;
import dev.weir.core.loop.Clock;
import dev.weir.stats.Blocks;
import dev.weir.stats.Gateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MarkerFactory;

class ErrorLogTest {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorLogTest.class);
    private static final String HEAD = "\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d \\[%s] "
            + ProcessHandle.current().pid() + "#\\d+: ";

    @TempDir
    Path folder;

    @AfterEach
    void detach() {
        ErrorLog.current().detach();
    }

    @Test
    void writesNginxsLines() throws Exception {
        List<String> lines = logged(ErrorLevel.INFO, () -> {
            LOG.error("*{} upstream {} failed", 17, "10.0.0.1:80");
            LOG.warn("low");
            LOG.info("client {}", "gone");
            LOG.debug("too mild");
        });
        assertEquals(3, lines.size());
        assertMatches("error", "\\*17 upstream 10\\.0\\.0\\.1:80 failed", lines.get(0));
        assertMatches("warn", "low", lines.get(1));
        assertMatches("info", "client gone", lines.get(2));
    }

    @Test
    void knowsAllLevelsByMarker() throws Exception {
        List<String> lines = logged(ErrorLevel.NOTICE, () -> {
            LOG.info("too mild");
            LOG.info(MarkerFactory.getMarker("notice"), "signal {}", "TERM");
            LOG.error(MarkerFactory.getMarker("crit"), "a");
            LOG.error(MarkerFactory.getMarker("alert"), "b");
            LOG.error(MarkerFactory.getMarker("emerg"), "c");
        });
        assertEquals(4, lines.size());
        assertMatches("notice", "signal TERM", lines.get(0));
        assertMatches("crit", "a", lines.get(1));
        assertMatches("alert", "b", lines.get(2));
        assertMatches("emerg", "c", lines.get(3));
    }

    @Test
    void showsControlCharactersAndKeepsBytes() throws Exception {
        List<String> lines = logged(ErrorLevel.ERROR, () -> LOG.error("request \"{}\"", "a\r\n2026 [fake]\u0000é"));
        assertEquals(1, lines.size());
        assertMatches("error", "request \"a\\\\x0D\\\\x0A2026 \\[fake]\\\\x00é\"", lines.get(0));
    }

    @Test
    void setsStackTracesIn() throws Exception {
        List<String> lines =
                logged(ErrorLevel.ERROR, () -> LOG.error("*3 internal error", new IOException("gone\nreally")));
        assertMatches("error", "\\*3 internal error: java\\.io\\.IOException: gone\\\\x0Areally", lines.get(0));
        assertTrue(lines.size() > 2);
    }

    @Test
    void sendsEachLevelToItsFiles() throws Exception {
        LogDispatcher dispatcher = new LogDispatcher(Clock.SYSTEM, folder, 64);
        ErrorLog.current()
                .attach(
                        dispatcher,
                        List.of(
                                new ErrorLogFeature.Choice("all.log", ErrorLevel.DEBUG),
                                new ErrorLogFeature.Choice("bad.log", ErrorLevel.ERROR)));
        LOG.debug("d");
        LOG.error("e");
        ErrorLog.current().detach();
        dispatcher.stop();
        assertEquals(2, lines("all.log").size());
        assertEquals(1, lines("bad.log").size());
    }

    /** A location's log takes what is said of its requests, as long as they last; http's takes that of all others. */
    @Test
    void sendsMessagesAboutARequestToItsLocationsLogs() throws Exception {
        LogDispatcher dispatcher = new LogDispatcher(Clock.SYSTEM, folder, 64);
        Blocks.Bound bound = Blocks.inServer(folder, "error_log own.log info; error_log bad.log crit;");
        List<Gate> gates = bound.parts(Gate.class, dispatcher);
        ErrorLog.current()
                .attach(
                        dispatcher,
                        List.of(new ErrorLogFeature.Choice("main.log", ErrorLevel.ERROR)),
                        List.of(new ErrorLogFeature.Choice("http.log", ErrorLevel.ERROR)));
        try (Gateway gateway = Gateway.holding(1)) {
            Exchange exchange = gateway.exchange();
            long id = exchange.connection().id();
            Gateway.on(exchange, x -> gates.get(0).admit(x));
            LOG.info("*{} mild", id);
            LOG.error("*{} of another", id + 1);
            LOG.error("{} no connection at all", id);
            Gateway.on(exchange, x -> {
                x.respond(200, Headers.EMPTY, new byte[0]);
                return x;
            });
            await().until(() -> dispatcher.errorRoutes().of(id) == null);
            LOG.error("*{} after the end", id);
        }
        ErrorLog.current().detach();
        dispatcher.stop();
        assertEquals(1, lines("own.log").size());
        assertEquals(0, lines("bad.log").size());
        assertEquals(2, lines("http.log").size());
        assertTrue(lines("http.log").get(1).endsWith("after the end"));
        assertEquals(1, lines("main.log").size());
    }

    @Test
    void followsNoRequestWhereTheLogsOfHttpAreInEffect() throws Exception {
        LogDispatcher dispatcher = new LogDispatcher(Clock.SYSTEM, folder, 64);
        String conf = "error_log a.log; http { error_log b.log; server { location / { } } }";
        assertEquals(List.of(), Blocks.bind(folder, conf).parts(Gate.class, dispatcher));
    }

    /** Threads log through the end of the dispatcher: what it took before is in the file, in order. */
    @Test
    void losesNothingAtTheEnd() throws Exception {
        LogDispatcher dispatcher = new LogDispatcher(Clock.SYSTEM, folder, 64);
        ErrorLog.current().attach(dispatcher, List.of(new ErrorLogFeature.Choice("e.log", ErrorLevel.ERROR)));
        int count = 2000;
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            threads.add(new Thread(() -> IntStream.range(0, count).forEach(i -> LOG.error("number {}", i))));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        dispatcher.stop();
        assertEquals(3 * count, lines("e.log").size());
    }

    /** A message of the log thread itself must not wait for the ring that only it empties. */
    @Test
    void tellsOnceOfAFullDiskWhileTheRingIsFull() throws Exception {
        LogDispatcher dispatcher = new LogDispatcher(Clock.SYSTEM, folder, 8);
        LogFile full = dispatcher.file("/dev/full", LogFile.Buffering.NONE);
        ErrorLog.current().attach(dispatcher, List.of(new ErrorLogFeature.Choice("e.log", ErrorLevel.ERROR)));
        byte[] line = "a line\n".getBytes();
        for (int i = 0; i < 20_000; i++) {
            dispatcher.line(full, line, false);
        }
        ErrorLog.current().detach();
        dispatcher.stop();
        List<String> lines = lines("e.log");
        assertEquals(1, lines.size(), lines.toString());
        assertMatches("error", "write\\(\\) to \"/dev/full\" failed \\(No space left on device\\)", lines.get(0));
        assertEquals(20_000, dispatcher.totals().lost());
    }

    private List<String> logged(ErrorLevel level, Runnable work) throws IOException {
        LogDispatcher dispatcher = new LogDispatcher(Clock.SYSTEM, folder, 64);
        ErrorLog.current().attach(dispatcher, List.of(new ErrorLogFeature.Choice("e.log", level)));
        work.run();
        ErrorLog.current().detach();
        dispatcher.stop();
        return lines("e.log");
    }

    private List<String> lines(String name) throws IOException {
        return Files.readAllLines(folder.resolve(name), java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private static void assertMatches(String level, String message, String line) {
        assertTrue(line.matches(String.format(HEAD, level) + message), line);
    }
}
