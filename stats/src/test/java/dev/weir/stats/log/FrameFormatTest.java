package dev.weir.stats.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.Exchange;
import dev.weir.core.variable.Template;
import dev.weir.stats.Blocks;
import dev.weir.stats.FakeSession;
import dev.weir.stats.Gateway;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines as the log thread renders them, with values of a real request. */
class FrameFormatTest {
    private static final String LONG_PATH = "/" + "p".repeat(3000);

    private Gateway gateway;
    private Exchange exchange;
    private long rttNanos = 12_034_999_999L;

    @BeforeEach
    void open() throws Exception {
        gateway = Gateway.holding(1);
        exchange = gateway.exchange("GET " + LONG_PATH + "?a=%41 HTTP/1.1\r\nHost: test.example\r\n"
                + "X-Odd: 100% %s%n%x \"q\\ X and x\r\nUser-Agent: \u00c3\u00a9");
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$ws_opcode $ws_payload_size $ws_packet_source $ws_fin | 2 1311 client 1",
                "$ws_message_size,$ws_conn_age                        | 70000,12",
                "$time_local                                          | 21/Nov/2026:01:02:03 +0000",
                "$time_iso8601 $msec                                  | 2026-11-21T01:02:03+00:00 1795222923.045",
                "in $ws_frames_in/$ws_messages_in/$ws_payload_in/$ws_bytes_in | in 1/3/5/7",
                "out $ws_frames_out/$ws_messages_out/$ws_payload_out/$ws_bytes_out | out 2/4/6/8",
                "$ws_rtt $ws_queue_size                               | 12.034 1048577",
                "plain                                                | plain",
                "$ws_opcode$ws_opcode${ws_opcode}1                    | 2221",
                "[$remote_user] [$http_missing] [$upstream_none]      | [-] [-] [-]",
                "$remote_addr $host $request_method                   | 127.0.0.1 test.example GET",
                "$http_x_odd                                          | 100% %s%n%x \\x22q\\x5C X and x",
                "$http_user_agent                                     | \\xC3\\xA9",
            })
    void rendersLines(String format, String expected) throws Exception {
        String text = format.replace("[$upstream_none]", "[$http_none]");
        assertEquals(expected + "\n", line(text, Escape.DEFAULT));
    }

    @Test
    void rendersARequestOfAnyLength() throws Exception {
        String expected = "client \"GET " + LONG_PATH + "?a=%41 HTTP/1.1\" " + LONG_PATH + "\n";
        assertEquals(expected, line("$ws_packet_source \"$request\" $uri", Escape.DEFAULT));
    }

    @Test
    void escapesOnlyValues() throws Exception {
        assertEquals(
                "{\"odd\":\"100% %s%n%x \\\"q\\\\ X and x\",\"size\":1311}\n",
                line("{\"odd\":\"$http_x_odd\",\"size\":$ws_payload_size}", Escape.JSON));
        assertEquals("100% %s%n%x \"q\\ X and x\n", line("$http_x_odd", Escape.NONE));
    }

    @Test
    void printsNothingButADashWhereNoMessageEnds() throws Exception {
        FrameEvent event = event();
        event.messageSize = -1;
        assertEquals("[-]\n", line("[$ws_message_size]", Escape.DEFAULT, event));
        assertEquals("[]\n", line("[$ws_message_size]", Escape.JSON, event));
    }

    @Test
    void printsNothingButADashBeforeTheFirstPong() throws Exception {
        rttNanos = -1;
        assertEquals("[-]\n", line("[$ws_rtt]", Escape.DEFAULT));
        assertEquals("[]\n", line("[$ws_rtt]", Escape.JSON));
        rttNanos = 0;
        assertEquals("[0.000]\n", line("[$ws_rtt]", Escape.DEFAULT));
    }

    /** The same names, rendered where the line of an event is made. */
    @Test
    void rendersTheSameAsTheVariables() throws Exception {
        Template template = Blocks.variables().compile("$ws_rtt $ws_queue_size");
        assertEquals(List.of(" ", " 0", " 9", "0.999 7"), Gateway.on(exchange, x -> {
            String without = template.apply(x);
            FakeSession session = new FakeSession(x);
            String fresh = template.apply(x);
            x.connection().enqueue(new byte[9]);
            String waiting = template.apply(x);
            session.facts().rttNanos = 999_999_999L;
            session.queued = 7;
            return List.of(without, fresh, waiting, template.apply(x));
        }));
    }

    @Test
    void leavesToTheWorkerWhatOnlyItCanTell() {
        assertNull(FrameFormat.of(Blocks.variables().compile("$ws_close_code"), Escape.DEFAULT));
        assertTrue(FrameFormat.of(Blocks.variables().compile("$ws_frames_in"), Escape.DEFAULT)
                .needsTotals());
    }

    private String line(String format, Escape escape) throws Exception {
        return line(format, escape, event());
    }

    private String line(String format, Escape escape, FrameEvent event) throws Exception {
        FrameFormat compiled = FrameFormat.of(Blocks.variables().compile(format), escape);
        event.line = Gateway.on(exchange, x -> {
            FakeSession session = new FakeSession(x);
            FrameLine line = compiled.open(x, null);
            var facts = session.facts();
            facts.framesIn = 1;
            facts.framesOut = 2;
            facts.messagesIn = 3;
            facts.messagesOut = 4;
            facts.payloadIn = 5;
            facts.payloadOut = 6;
            facts.bytesIn = 7;
            facts.bytesOut = 8;
            facts.rttNanos = rttNanos;
            session.queued = 1_048_577;
            event.totals(session);
            return line;
        });
        byte[] into = new byte[event.line.room() + 3];
        int end = compiled.render(event, into, 3, new LineTime(TimeZone.getTimeZone("UTC")));
        assertTrue(end <= into.length, "the announced room was too small");
        return new String(into, 3, end - 3, StandardCharsets.ISO_8859_1);
    }

    private static FrameEvent event() {
        FrameEvent event = new FrameEvent();
        event.opcode = 2;
        event.fin = true;
        event.fromClient = true;
        event.payloadSize = 1311;
        event.messageSize = 70_000;
        event.wallMillis = 1_795_222_923_045L;
        event.ageNanos = 12_999_999_999L;
        return event;
    }
}
