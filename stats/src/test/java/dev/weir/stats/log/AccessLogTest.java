package dev.weir.stats.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.ExchangeTap;
import dev.weir.core.http.Headers;
import dev.weir.core.loop.Clock;
import dev.weir.stats.Blocks;
import dev.weir.stats.Gateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogTest {
    private static final String REQUEST = "GET /a%20b?x=1 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
            + "User-Agent: test \"quoted\" 100%\r\nReferer: http://r/\r\nAuthorization: Basic dTpw";

    @TempDir
    Path folder;

    @Test
    void logsCombined() throws Exception {
        List<String> lines = lines("access_log a.log;", "a.log");
        assertEquals(1, lines.size());
        assertTrue(
                lines.get(0)
                        .matches(
                                "127\\.0\\.0\\.1 - u \\[\\d\\d/\\w{3}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}] "
                                        + "\"GET /a%20b\\?x=1 HTTP/1\\.1\" 200 5 \"http://r/\" \"test \\\\x22quoted\\\\x22 100%\""),
                lines.get(0));
    }

    @Test
    void logsInANamedFormat() throws Exception {
        String conf = "http { log_format short '$request_method ' '$uri' ' $status'; log_format j escape=json "
                + "'{\"a\":\"$http_user_agent\",\"none\":\"$http_none\"}'; server { access_log a.log short;"
                + "access_log b.log j; location / { } } }";
        run(Blocks.bind(folder, conf));
        assertEquals(List.of("GET /a b 200"), Files.readAllLines(folder.resolve("a.log")));
        assertEquals(
                List.of("{\"a\":\"test \\\"quoted\\\" 100%\",\"none\":\"\"}"),
                Files.readAllLines(folder.resolve("b.log")));
    }

    @Test
    void logsUnderACondition() throws Exception {
        String conf =
                "access_log a.log combined if=$arg_x; access_log b.log combined if=$arg_none buffer=32k flush=1s;";
        assertEquals(1, lines(conf, "a.log").size());
        assertEquals(0, Files.readAllLines(folder.resolve("b.log")).size());
    }

    @Test
    void canBeOff() throws Exception {
        Blocks.Bound bound = Blocks.inServer(folder, "access_log off;");
        LogDispatcher dispatcher = new LogDispatcher(Clock.SYSTEM, folder, 64);
        assertEquals(List.of(), bound.parts(ExchangeTap.class, dispatcher));
    }

    @Test
    void hasNginxsDefault() throws Exception {
        Files.createDirectory(folder.resolve("logs"));
        LogDispatcher dispatcher = new LogDispatcher(Clock.SYSTEM, folder, 64);
        Blocks.Bound bound = Blocks.inServer(folder, "");
        ExchangeTap tap = AccessLogFeature.standard(bound.server(), bound.assembly(dispatcher));
        ask(dispatcher, tap);
        assertEquals(1, Files.readAllLines(folder.resolve("logs/access.log")).size());
    }

    @Test
    void namesTheFileByVariables() throws Exception {
        assertEquals(1, lines("access_log a_$arg_x.log;", "a_1.log").size());
    }

    /** Who has seen the connection's end finds the line, however fast it looks. */
    @Test
    void theLineIsWrittenBeforeTheConnectionCloses() throws Exception {
        LogDispatcher dispatcher = new LogDispatcher(Clock.SYSTEM, folder, 64);
        ExchangeTap tap = Blocks.inServer(folder, "access_log a.log;")
                .parts(ExchangeTap.class, dispatcher)
                .get(0);
        dispatcher.start();
        try (Gateway gateway = Gateway.answering(x -> x.respond(200, Headers.EMPTY, new byte[5]), tap)) {
            for (int i = 1; i <= 300; i++) {
                gateway.ask(REQUEST);
                assertEquals(i, Files.readAllLines(folder.resolve("a.log")).size());
            }
        }
        dispatcher.stop();
    }

    /** It would cost two changes of thread for a line that cannot be read yet. */
    @Test
    void aConnectionDoesNotWaitForABuffer() throws Exception {
        LogDispatcher dispatcher = new LogDispatcher(Clock.SYSTEM, folder, 64);
        Blocks.Bound bound = Blocks.inServer(folder, "access_log a.log combined buffer=1k;");
        ExchangeTap tap = bound.parts(ExchangeTap.class, dispatcher).get(0);
        dispatcher.start();
        AtomicBoolean closed = new AtomicBoolean();
        tap.whenWritten(null, () -> closed.set(true));
        assertTrue(closed.get());
        dispatcher.stop();
    }

    private List<String> lines(String server, String file) throws Exception {
        run(Blocks.inServer(folder, server));
        return Files.readAllLines(folder.resolve(file));
    }

    private void run(Blocks.Bound bound) throws Exception {
        LogDispatcher dispatcher = new LogDispatcher(Clock.SYSTEM, folder, 64);
        List<ExchangeTap> taps = bound.parts(ExchangeTap.class, dispatcher);
        assertEquals(List.of(), bound.problems());
        ask(dispatcher, taps.get(0));
    }

    private static void ask(LogDispatcher dispatcher, ExchangeTap tap) throws Exception {
        dispatcher.start();
        try (Gateway gateway = Gateway.answering(x -> x.respond(200, Headers.EMPTY, new byte[5]), tap)) {
            gateway.ask(REQUEST);
        }
        dispatcher.stop();
    }
}
