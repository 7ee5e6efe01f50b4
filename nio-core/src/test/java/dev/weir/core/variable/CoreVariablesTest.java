package dev.weir.core.variable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.Headers;
import dev.weir.core.http.HttpStand;
import dev.weir.core.loop.ScriptedTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoreVariablesTest {
    private static final String REQUEST = "GET //p/../q%20r?a=1&B=2&a=3&empty=&flag&ab=4 HTTP/1.1\r\n"
            + "Host: Example.COM:81\r\nX-Two: 1\r\nx-two: 2\r\nX: \r\n"
            + "Cookie: c=one; cc=two\r\nCookie: D=three=3\r\n"
            + "Authorization: Basic dXNlcjpwYXNz\r\nContent-Type: t/x\r\n\r\n";

    private final Variables variables = new Variables();

    CoreVariablesTest() {
        CoreVariables.define(variables, new Random(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '`',
            value = {
                "request `GET //p/../q%20r?a=1&B=2&a=3&empty=&flag&ab=4 HTTP/1.1`",
                "request_method GET",
                "request_uri //p/../q%20r?a=1&B=2&a=3&empty=&flag&ab=4",
                "uri `/q r`",
                "document_uri `/q r`",
                "args a=1&B=2&a=3&empty=&flag&ab=4",
                "query_string a=1&B=2&a=3&empty=&flag&ab=4",
                "is_args ?",
                "arg_a 1",
                "arg_b 2",
                "arg_ab 4",
                "arg_empty ``",
                "arg_flag ",
                "arg_x ",
                "host example.com",
                "http_host Example.COM:81",
                "http_x_two `1, 2`",
                "http_x ``",
                "http_y ",
                "cookie_c one",
                "cookie_cc two",
                "cookie_d three=3",
                "cookie_x ",
                "remote_user user",
                "content_type t/x",
                "content_length ",
                "scheme http",
                "https ``",
                "server_protocol HTTP/1.1",
                "server_name localhost",
                "remote_addr 127.0.0.1",
                "remote_port 40000",
                "binary_remote_addr `\u007f\u0000\u0000\u0001`",
                "server_addr 127.0.0.1",
                "server_port 8080",
                "connection_requests 1",
                "status 000",
                "bytes_sent 0",
                "body_bytes_sent 0",
                "request_completion ``",
                "request_time 0.000",
                "msec 1000000000.000"
            })
    void values(String name, String expected) {
        String[] found = new String[1];
        Exchanges.request(REQUEST, x -> found[0] = variables.find(name).value(x));
        assertEquals(expected, found[0]);
    }

    @ParameterizedTest
    @CsvSource({
        "Basic dXNlcjpwYXNz, user",
        "basic dXNlcjo=, user",
        "Basic , ",
        "Basic !!!, ",
        "Basic OnBhc3M=, ",
        "Bearer dXNlcjpwYXNz, ",
        "Basic dXNlcg==, "
    })
    void theUserOfBasicCredentials(String credentials, String user) {
        String[] found = new String[1];
        String request = "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: " + credentials + "\r\n\r\n";
        Exchanges.request(request, x -> found[0] = variables.find("remote_user").value(x));
        assertEquals(user, found[0]);
    }

    @Test
    void filesOfTheLocation() {
        Template files = variables.compile("$document_root $request_filename");
        String[] found = new String[1];
        Exchanges.request("GET /a%20b?c HTTP/1.1\r\nHost: a\r\n\r\n", x -> found[0] = files.apply(x));
        assertEquals("html html/a b", found[0]);
    }

    @Test
    void afterTheResponse() {
        Template all = variables.compile(
                "$status $bytes_sent $body_bytes_sent $request_completion $request_time $connection_time"
                        + " $sent_http_x_y $sent_http_content_length $connection_requests $request_length");
        List<String> seen = new ArrayList<>();
        HttpStand stand = new HttpStand();
        Runnable[] answer = new Runnable[1];
        stand.at("/", x -> {
            x.onEnd(() -> seen.add(all.apply(x)));
            answer[0] = () -> x.respond(203, Headers.of("X-Y", "z"), new byte[7]);
        });
        ScriptedTransport client = stand.client();
        stand.loop.advance(Duration.ofMillis(2000));
        client.send(HttpStand.get("/"));
        stand.loop.settle();
        stand.loop.advance(Duration.ofMillis(1234));
        answer[0].run();
        stand.loop.settle();
        int length = client.written().length();
        String request = Integer.toString(HttpStand.get("/").length());
        assertEquals(List.of("203 " + length + " 7 OK 1.234 3.234 z 7 1 " + request), seen);
    }

    @Test
    void aRequestIdIsHexAndStays() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Exchanges.with("/", x -> {
                String id = variables.find("request_id").value(x);
                assertEquals(id, variables.find("request_id").value(x));
                ids.add(id);
            });
        }
        assertTrue(ids.get(0).matches("[0-9a-f]{32}"), ids.get(0));
        assertTrue(!ids.get(0).equals(ids.get(1)));
    }

    @Test
    void everyVariableIsDocumented() {
        variables.documented().forEach(e -> assertTrue(e.getValue().endsWith("."), e.getKey()));
        assertTrue(variables.documented().size() > 40);
    }

    @ParameterizedTest
    @CsvSource({"0, 0.000", "9, 0.009", "99, 0.099", "1000, 1.000", "61234, 61.234", "-1, -1.999"})
    void seconds(long millis, String text) {
        assertEquals(text, TimeText.seconds(millis));
    }

    @Test
    void timesAsNginxPrintsThem() {
        TimeZone before = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
            assertEquals("21/Nov/2026:02:02:03 +0100", TimeText.local().at(1_795_222_923_999L));
            assertEquals("2026-11-21T02:02:03+01:00", TimeText.iso8601().at(1_795_222_923_000L));
            assertEquals("2026/11/21 02:02:03", TimeText.errorLog().at(1_795_222_923_000L));
            TimeText summer = TimeText.local();
            assertEquals("29/Mar/2026:01:59:59 +0100", summer.at(1_774_745_999_000L));
            assertEquals("29/Mar/2026:03:00:00 +0200", summer.at(1_774_746_000_000L));
        } finally {
            TimeZone.setDefault(before);
        }
    }
}
