package dev.weir.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.core.http.ExchangeTap;
import dev.weir.core.http.Handler;
import dev.weir.core.loop.Clock;
import dev.weir.core.ws.FrameTap;
import dev.weir.stats.count.StatHandler;
import dev.weir.stats.log.ErrorLevel;
import dev.weir.stats.log.ErrorLogFeature;
import dev.weir.stats.log.LogDispatcher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeaturesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ws_log syslog:tag=x;                  | \"syslog:tag=x\" names no syslog server for ws_log",
                "ws_log logs/$host.log buffer=1k;      | \"logs/$host.log\" cannot be buffered for ws_log",
                "ws_log off buffer=1k;                 | \"buffer=1k\" is not a valid parameter for ws_log",
                "ws_log a.log bufer=1k;                | \"bufer=1k\" is not a valid parameter for ws_log",
                "ws_log a.log buffer=1x;               | \"1x\" is not a valid size for ws_log",
                "ws_log a.log flush=soon;              | \"soon\" is not a valid time for ws_log",
                "ws_log a.log overflow=lose;           | \"overflow=lose\" is not a valid parameter for ws_log",
                "ws_log a.log buffer=1k buffer=2k;     | \"buffer=2k\" repeats a parameter for ws_log",
                "ws_log a.log gzip gzip=3 buffer=1k;   | \"gzip=3\" repeats a parameter for ws_log",
                "access_log a.log combined if=$uri if=$uri; | \"if=$uri\" repeats a parameter for access_log",
                "ws_log a.log overflow=wait overflow=drop;  | \"overflow=drop\" repeats a parameter for ws_log",
                "ws_log a.log if=$nothing;             | unknown \"nothing\" variable",
                "ws_log a.log; ws_log_format $nothing; | unknown \"nothing\" variable",
                "ws_log a.log; ws_log_format progress $nothing; | unknown \"nothing\" variable",
                "ws_log_interval often;                | \"often\" is not a valid time for ws_log_interval",
                "ws_log_sample 1/0;                    | \"1/0\" is not a valid share for ws_log_sample",
                "ws_log_sample 2/3;                    | \"2/3\" is not a valid share for ws_log_sample",
                "ws_log_sample abc;                    | \"abc\" is not a valid share for ws_log_sample",
                "ws_log_sample 1/9999999999;           | \"1/9999999999\" is not a valid share for ws_log_sample",
                "ws_log_format escape=xml x;           | \"escape=xml\" is not a known escaping for ws_log_format",
                "ws_log_format escape=json;            | \"escape=json\" is not followed by a format for ws_log_format",
                "ws_log_enabled maybe;                 | \"maybe\" is neither on nor off for ws_log_enabled",
                "ws_stat_zone a/b;                     | \"a/b\" is not a name for a zone for ws_stat_zone",
                "ws_stat_zone a max=5;                 | \"5\" limits a zone that has no key for ws_stat_zone",
                "ws_stat_zone a key=abc;               | \"abc\" has no variable for ws_stat_zone",
                "ws_stat_zone a key=$host max=0;       | \"0\" is out of range for ws_stat_zone",
                "ws_stat_zone a key=$host size=1;      | \"size=1\" is not a valid parameter for ws_stat_zone",
                "ws_stat_zone a key=$nothing;          | unknown \"nothing\" variable",
                "ws_stat_zone a; ws_stat_zone a;       | a duplicate zone \"a\"",
                "access_log a.log gone;                | unknown log format \"gone\"",
                "access_log a.log combined gzip=12;    | \"12\" is out of range for access_log",
                "access_log a.log combined flush=1s;   | \"a.log\" has no buffer to flush for access_log",
                "open_log_file_cache min_uses=2;       | \"min_uses=2\" is not enough for open_log_file_cache",
                "error_log a.log loud;                 | \"loud\" is not a level for error_log",
                "error_log memory:1m;                  | \"memory:1m\" is not supported yet for error_log",
                "error_log syslog:tag=x;               | \"syslog:tag=x\" names no syslog server for error_log",
            })
    void tellsWhatIsWrong(String text, String problem) throws Exception {
        Blocks.Bound bound = Blocks.inServer(folder, text);
        if (!bound.diagnostics().hasErrors()) {
            LogDispatcher dispatcher = new LogDispatcher(Clock.SYSTEM, folder, 8);
            bound.parts(FrameTap.Factory.class, dispatcher);
            bound.parts(ExchangeTap.class, dispatcher);
        }
        assertEquals(List.of(problem), bound.problems());
    }

    @Test
    void namesAFormatOnce() throws Exception {
        String conf = "http { log_format a x; log_format a y; log_format combined z; server { location / { } } }";
        assertEquals(
                List.of("duplicate \"log_format\" name \"a\"", "duplicate \"log_format\" name \"combined\""),
                Blocks.bind(folder, conf).problems());
    }

    /** One name is one zone, wherever it stands. */
    @Test
    void namesAZoneAlike() throws Exception {
        String conf = "http { ws_stat_zone a key=$host max=5; server { %s location / { %s } } }";
        assertEquals(
                List.of(),
                Blocks.bind(folder, conf.formatted("ws_stat_zone a key=$host max=5;", ""))
                        .problems());
        assertEquals(
                List.of("the zone \"a\" has another max elsewhere", "the zone \"a\" has another key elsewhere"),
                Blocks.bind(folder, conf.formatted("ws_stat_zone a key=$host max=6;", "ws_stat_zone a key=$uri max=5;"))
                        .problems());
    }

    @Test
    void makesTheStatisticsHandler() throws Exception {
        String conf = "http { server { location / { ws_stat %s; } } }";
        LogDispatcher dispatcher = new LogDispatcher(Clock.SYSTEM, folder, 8);
        List<Handler> made = Blocks.bind(folder, conf.formatted("json")).parts(Handler.class, dispatcher);
        assertEquals(StatHandler.class, made.get(0).getClass());
        for (String format : List.of("html", "openmetrics")) {
            assertEquals(List.of(), Blocks.bind(folder, conf.formatted(format)).problems());
        }
        assertEquals(
                List.of("\"events\" is not a format for ws_stat"),
                Blocks.bind(folder, conf.formatted("events")).problems());
    }

    @Test
    void findsTheErrorLogThatGoverns() throws Exception {
        assertEquals(List.of(new ErrorLogFeature.Choice("logs/error.log", ErrorLevel.ERROR)), choices("http { }"));
        assertEquals(
                List.of(new ErrorLogFeature.Choice("m.log", ErrorLevel.ERROR)), choices("error_log m.log; http { }"));
        String inner = "http { error_log stderr info; }";
        assertEquals(List.of(new ErrorLogFeature.Choice("logs/error.log", ErrorLevel.ERROR)), choices(inner));
        assertEquals(
                List.of(new ErrorLogFeature.Choice("/dev/stderr", ErrorLevel.INFO)),
                withoutPlace(
                        ErrorLogFeature.ofConnections(Blocks.bind(folder, inner).main(), choices(inner))));
        assertEquals(
                choices("error_log m.log; http { }"),
                ErrorLogFeature.ofConnections(
                        Blocks.bind(folder, "http { }").main(), choices("error_log m.log; http { }")));
    }

    private List<ErrorLogFeature.Choice> choices(String conf) throws Exception {
        return withoutPlace(ErrorLogFeature.choices(Blocks.bind(folder, conf).main()));
    }

    private static List<ErrorLogFeature.Choice> withoutPlace(List<ErrorLogFeature.Choice> choices) {
        return choices.stream()
                .map(c -> new ErrorLogFeature.Choice(c.file(), c.level()))
                .toList();
    }

    @Test
    void opensNothingWhileBuilding() throws Exception {
        LogDispatcher dispatcher = new LogDispatcher(Clock.SYSTEM, folder, 8);
        Blocks.Bound bound = Blocks.inServer(folder, "ws_log a.log; access_log b.log;");
        bound.parts(FrameTap.Factory.class, dispatcher);
        bound.parts(ExchangeTap.class, dispatcher);
        try (var files = Files.list(folder)) {
            assertEquals(1, files.count(), "only the configuration itself");
        }
    }
}
