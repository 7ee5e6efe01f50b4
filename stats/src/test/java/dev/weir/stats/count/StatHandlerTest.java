package dev.weir.stats.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.ws.FrameFacts;
import dev.weir.core.ws.FrameTap;
import dev.weir.core.ws.PushTap.HookEvent;
import dev.weir.core.ws.PushTap.HookResult;
import dev.weir.core.ws.PushTap.Refusal;
import dev.weir.core.ws.Side;
import dev.weir.core.ws.WsEnd;
import dev.weir.stats.Gateway;
import dev.weir.stats.log.LogTotals;
import dev.weir.stats.page.PageSetup;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatHandlerTest {
    private final CounterBoard board = new CounterBoard(2);
    private final StatHandler handler =
            new StatHandler(board, () -> new LogTotals(1, 2, 3, 4, 5, 16), null, PageSetup.NONE);

    /** The example of DIRECTIVES.md: three messages of ten bytes each way, masked from the client. */
    @BeforeEach
    void talk() {
        CounterTap.Factory factory = new CounterTap.Factory(board);
        FrameTap tap = factory.open(0);
        FrameTap gone = factory.open(1);
        FrameFacts frame = new FrameFacts();
        frame.opcode = 1;
        frame.payloadLength = 10;
        frame.messageLength = 10;
        for (int i = 0; i < 3; i++) {
            tap.onFrame(null, Side.CLIENT, frame);
            tap.onBytes(null, Side.CLIENT, 16);
            gone.onFrame(null, Side.UPSTREAM, frame);
            gone.onBytes(null, Side.UPSTREAM, 12);
        }
        gone.onClose(null, new WsEnd(WsEnd.By.GATEWAY, 4001, WsEnd.Cause.AGE, 0, 0));
    }

    @Test
    void printsTheSeedsText() {
        assertEquals(
                "WebSocket connections: 1\n"
                        + "client websocket frames  | client websocket payload | client tcp data\n"
                        + "3 30 48\n"
                        + "upstream websocket frames  | upstream websocket payload | upstream tcp data\n"
                        + "3 30 36\n",
                handler.text(StatFormat.TEXT));
    }

    @Test
    void printsJson() {
        Map<String, String> json = JsonCheck.read(handler.text(StatFormat.JSON));
        assertEquals("1", json.get("version"));
        assertEquals("1", json.get("connections.active"));
        assertEquals("2", json.get("connections.opened"));
        assertEquals("3", json.get("client.frames"));
        assertEquals("48", json.get("client.tcp_bytes"));
        assertEquals("3", json.get("client.opcodes.text"));
        assertEquals("30", json.get("upstream.payload_bytes"));
        assertEquals("gateway", json.get("closes[0].side"));
        assertEquals("4001", json.get("closes[0].code"));
        assertEquals("1", json.get("closes[0].count"));
        assertEquals("0", json.get("handshakes.refused.upstream"));
        assertEquals("16", json.get("log.ring_size"));
        assertEquals("3", json.get("log.dropped"));
    }

    @Test
    void printsPrometheusText() {
        String page = handler.text(StatFormat.PROMETHEUS);
        ExpositionCheck.of(handler.text(StatFormat.OPENMETRICS), true);
        for (String sample : List.of(
                "nginx_websocket_connections_active 1\n",
                "nginx_websocket_frames_total{direction=\"in\"} 3\n",
                "nginx_websocket_frames_total{direction=\"out\"} 3\n",
                "nginx_websocket_payload_bytes_total{direction=\"in\"} 30\n",
                "nginx_websocket_tcp_bytes_total{direction=\"in\"} 48\n",
                "nginx_websocket_tcp_bytes_total{direction=\"out\"} 36\n",
                "weir_websocket_frames_by_opcode_total{opcode=\"text\",direction=\"in\"} 3\n",
                "weir_websocket_closes_total{side=\"gateway\",code=\"4001\"} 1\n",
                "weir_worker_websocket_connections_active{worker=\"0\"} 1\n",
                "weir_log_waits_total 2\n")) {
            assertTrue(page.contains("\n" + sample), () -> sample + " is not in\n" + page);
        }
        ExpositionCheck.of(page, false);
    }

    @Test
    void printsPushes() {
        PushCounters pushes = new PushCounters(board);
        pushes.onAccepted(0, 3, 100);
        pushes.onAccepted(1, 1, 11);
        pushes.onRefused(1, Refusal.QUEUE_FULL);
        pushes.onDropped(0);
        pushes.onOverflow(1);
        pushes.onQueued(0, 500);
        pushes.onQueued(1, -180);
        pushes.onHook(0, HookEvent.MESSAGE, HookResult.FAILED);
        pushes.onWritten(0, 50_000);
        pushes.onWritten(1, 50_001);
        pushes.onWritten(1, 12_000_000_001L);
        Map<String, String> json = JsonCheck.read(handler.text(StatFormat.JSON));
        assertEquals("2", json.get("push.accepted"));
        assertEquals("4", json.get("push.deliveries"));
        assertEquals("111", json.get("push.bytes"));
        assertEquals("1", json.get("push.refused.queue_full"));
        assertEquals("0", json.get("push.refused.shutting_down"));
        assertEquals("1", json.get("push.dropped"));
        assertEquals("1", json.get("push.overflows"));
        assertEquals("320", json.get("push.queued_bytes"));
        assertEquals("1", json.get("push.hooks.message.failed"));
        assertEquals("0", json.get("push.hooks.disconnect.ok"));
        assertEquals("3", json.get("push.latency_seconds.count"));
        assertEquals("12.000100002", json.get("push.latency_seconds.sum"));
        assertEquals("0.000075", json.get("push.latency_seconds.quantiles.0.5"));
        assertEquals("0.00005", json.get("push.latency_seconds.buckets[0].le"));
        assertEquals("1", json.get("push.latency_seconds.buckets[0].count"));
        assertEquals("10", json.get("push.latency_seconds.buckets[16].le"));
        assertEquals("2", json.get("push.latency_seconds.buckets[16].count"));
        String page = handler.text(StatFormat.PROMETHEUS);
        ExpositionCheck.of(page, false);
        for (String sample : List.of(
                "weir_push_accepted_total 2\n",
                "weir_push_deliveries_total 4\n",
                "weir_push_refused_total{reason=\"queue_full\"} 1\n",
                "weir_push_queued_bytes 320\n",
                "weir_push_delivery_seconds_bucket{le=\"5e-05\"} 1\n",
                "weir_push_delivery_seconds_bucket{le=\"0.0001\"} 2\n",
                "weir_push_delivery_seconds_bucket{le=\"10\"} 2\n",
                "weir_push_delivery_seconds_bucket{le=\"+Inf\"} 3\n",
                "weir_push_delivery_seconds_sum 12.000100002\n",
                "weir_push_delivery_seconds_count 3\n",
                "weir_hook_calls_total{event=\"message\",result=\"failed\"} 1\n")) {
            assertTrue(page.contains("\n" + sample), () -> sample + " is not in\n" + page);
        }
        printsTheSeedsText();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "-                 | -                                                             | TEXT",
                "-                 | */*                                                           | TEXT",
                "-                 | application/json                                              | JSON",
                "-                 | Application/JSON;q=0.9                                        | JSON",
                "-                 | text/html,application/xhtml+xml,application/xml;q=0.9,*/*     | HTML",
                "-                 | application/openmetrics-text;version=1.0.0,text/plain;q=0.5   | OPENMETRICS",
                "-                 | application/openmetrics-text;q=0.4,text/plain;version=0.0.4;q=0.5 | PROMETHEUS",
                "-                 | application/openmetrics-text;version=2.0.0,text/plain;version=0.0.4;q=0.1 | PROMETHEUS",
                "-                 | application/openmetrics-text;version=1.0.0;q=0,text/plain;q=0.5 | TEXT",
                "-                 | application/json;q=0.2,*/*;q=0.1                              | JSON",
                "-                 | application/json;q=0.1,*/*;q=0.2                              | TEXT",
                "-                 | application/json;q=half                                       | TEXT",
                "-                 | text/event-stream                                             | EVENTS",
                "format=html       | */*                                                           | HTML",
                "format=events     | */*                                                           | EVENTS",
                "-                 | text/plain;version=0.0.4;q=0.5,*/*;q=0.1                      | PROMETHEUS",
                "-                 | text/plain; version=\"0.0.4\"                                 | PROMETHEUS",
                "-                 | text/plain                                                    | TEXT",
                "format=json       | text/plain;version=0.0.4                                      | JSON",
                "a=1&format=prometheus | -                                                         | PROMETHEUS",
                "format=text       | application/json                                              | TEXT",
                "format=pdf        | application/json                                              | JSON",
            })
    void choosesTheFormat(String args, String accept, StatFormat expected) {
        assertEquals(expected, handler.choose(args, accept));
        assertEquals(
                StatFormat.JSON,
                new StatHandler(board, () -> LogTotals.NONE, StatFormat.JSON, PageSetup.NONE).choose(args, accept));
    }

    /** A page that is the only format still gets what it asks for on its own. */
    @ParameterizedTest
    @CsvSource({"format=events, EVENTS", "format=json, JSON", "format=text, HTML", ", HTML"})
    void thePageAsksForItsOwn(String args, StatFormat expected) {
        StatHandler page = new StatHandler(board, () -> LogTotals.NONE, StatFormat.HTML, PageSetup.NONE);
        assertEquals(expected, page.choose(args, "application/json"));
    }

    @Test
    void answersABrowserWithThePage() throws Exception {
        try (Gateway gateway = Gateway.answering(handler)) {
            String page = gateway.ask("GET /stat HTTP/1.1\r\nHost: a\r\nAccept: text/html\r\nConnection: close");
            assertTrue(page.startsWith("HTTP/1.1 200 OK\r\n"), page);
            assertTrue(page.contains("\r\nContent-Type: text/html; charset=utf-8\r\n"), page);
            String json = handler.text(StatFormat.JSON);
            String numbers = json.substring(json.indexOf("\"connections\""), json.indexOf("\"http\""));
            assertTrue(page.contains(numbers), "the first paint needs no further request");
        }
    }

    @Test
    void answersOverHttp() throws Exception {
        try (Gateway gateway = Gateway.answering(handler)) {
            String get = gateway.ask("GET /stat HTTP/1.1\r\nHost: a\r\nConnection: close");
            assertTrue(get.startsWith("HTTP/1.1 200 OK\r\n"), get);
            assertTrue(get.contains("\r\nContent-Type: text/plain\r\n"), get);
            assertTrue(get.endsWith("\r\n\r\n" + handler.text(StatFormat.TEXT)), get);
            String head = gateway.ask("HEAD /stat?format=json HTTP/1.1\r\nHost: a\r\nConnection: close");
            assertTrue(head.contains("\r\nContent-Type: application/json\r\n"), head);
            assertTrue(head.endsWith("\r\n\r\n"), head);
            String post = gateway.ask("POST /stat HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close");
            assertTrue(post.startsWith("HTTP/1.1 405 Not Allowed\r\n"), post);
            String prometheus = gateway.ask(
                    "GET / HTTP/1.1\r\nHost: a\r\nAccept: application/openmetrics-text\r\nConnection: close");
            assertTrue(
                    prometheus.contains(
                            "\r\nContent-Type: application/openmetrics-text; version=1.0.0; charset=utf-8\r\n"),
                    prometheus);
        }
    }

    @Test
    void printsNginxsStatus() {
        board.onAccepted();
        board.onAccepted();
        board.onAccepted();
        board.onHandled(0);
        board.onHandled(1);
        for (int i = 0; i < 5; i++) {
            board.onRequest(i % 2);
        }
        HttpGauges gauges = new HttpGauges() {
            @Override
            public long reading() {
                return 1;
            }

            @Override
            public long writing() {
                return 2;
            }

            @Override
            public long waiting() {
                return 3;
            }
        };
        assertEquals(
                "Active connections: 6 \nserver accepts handled requests\n 3 2 5 \nReading: 1 Writing: 2 Waiting: 3 \n",
                new StubStatusHandler(board, gauges).text());
    }
}
