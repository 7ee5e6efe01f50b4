package dev.weir.dist.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Json;
import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.PlainHttp.Answer;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.WeirServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ws_connections is asked wrongly gets one clear line, and closes nobody. */
class ConnectionsInputIT {
    private static WeirServer weir;
    private static RawWebSocket client;

    @BeforeAll
    static void start() {
        weir = PushScenario.start("""
                location /connections { ws_connections kill; }
                location /look { ws_connections read; }
                location ~ ^/v[0-9]/who { ws_connections kill; }
                location /ws { websocket hello=off; }
                """);
        client = RawWebSocket.open(weir.port(), "/ws");
    }

    @AfterAll
    static void stop() {
        client.close();
        weir.close();
    }

    private static Answer ask(String method, String target) {
        return PlainHttp.say(weir.port(), method + " " + target + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    }

    private static long open() {
        return Json.read(ask("GET", "/look").body()).at("total").number();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "GET     | /look?limit=0              | 400 | limit has no such value: expected 1 to 1000",
                "GET     | /look?limit=1001           | 400 | limit has no such value: expected a whole number up to 1000",
                "GET     | /look?offset=-1            | 400 | offset has no such value: expected a whole number up to 2000",
                "GET     | /look?offset=2001          | 400 | offset has no such value: expected a whole number up to 2000",
                "GET     | /look?after=-1             | 400 | after has no such value: expected a whole number",
                "GET     | /look?limit=1&limit=2      | 400 | \"limit\" is there twice",
                "GET     | /look?sort=size            | 400 | sort has no such value: expected one of age, idle,",
                "GET     | /look?order=up             | 400 | order has no such value: expected asc or desc",
                "GET     | /look?kind=ws              | 400 | kind has no such value: expected tunnel or endpoint",
                "GET     | /look?remote_adr=1         | 400 | \"remote_adr\" is no argument here: expected one of id,",
                "GET     | /look?id=x                 | 400 | id has no such value: expected a whole number",
                "GET     | /look?q=                   | 400 | q has no value",
                "GET     | /look?idle=soon            | 400 | idle is not a valid time: expected a time such as",
                "GET     | /look?q=%zz                | 400 | the arguments hold a \"%\" that escapes nothing",
                "GET     | /look?q=%ff                | 400 | the arguments are not UTF-8",
                "GET     | /look/x                    | 404 | no such connection: an id is a number",
                "GET     | /looks                     | 404 | no such connection: an id is a number",
                "GET     | /look/99999999999          | 404 | no such connection is open",
                "GET     | /look/1?limit=1            | 400 | \"limit\" is no argument here",
                "GET     | /v1/who?q=%zz              | 400 | the arguments hold",
                "GET     | /v1/who/7                  | 404 | no such connection is open",
                "POST    | /look                      | 405 | not allowed here; allowed are GET, HEAD, OPTIONS",
                "DELETE  | /look?all                  | 405 | not allowed here; allowed are GET, HEAD, OPTIONS",
                "DELETE  | /connections               | 400 | which connections? expected /id, or one of id,",
                "DELETE  | /connections/              | 400 | which connections? expected /id, or one of id,",
                "DELETE  | /connections?remote_addr=  | 400 | remote_addr has no value",
                "DELETE  | /connections?all&kind=tunnel | 400 | all and a filter contradict each other",
                "DELETE  | /connections?all=no        | 400 | all takes no value",
                "DELETE  | /connections?after=1       | 400 | which connections? expected /id, or one of id,",
                "DELETE  | /connections?all&limit=1   | 400 | \"limit\" is no argument here: expected one of id,",
                "DELETE  | /connections?all&code=1005 | 400 | code has no such value: expected 1000, 1001, 1008,",
                "DELETE  | /connections?all&code=1002 | 400 | code has no such value: expected 1000, 1001, 1008,",
                "DELETE  | /connections?all&code=5000 | 400 | code has no such value: expected 1000, 1001, 1008,",
                "DELETE  | /connections/1?kind=tunnel | 400 | \"kind\" is no argument here: expected one of code, reason",
                "DELETE  | /connections/x             | 404 | no such connection: an id is a number",
            })
    void wrongInputIsToldAndClosesNothing(String method, String target, int status, String text) {
        Answer answer = ask(method, target);
        assertEquals(status, answer.status(), answer::body);
        assertTrue(answer.body().startsWith(text), answer.body());
        assertEquals("text/plain", answer.header("Content-Type"));
        if (status == 405) {
            assertEquals("GET, HEAD, OPTIONS", answer.header("Allow"));
        }
        assertEquals(1, open());
    }

    @Test
    void aReasonThatIsTooLongIsRefused() {
        String most = "%C3%A4".repeat(61) + "x";
        assertEquals(404, ask("DELETE", "/connections/0?reason=" + most).status());
        Answer answer = ask("DELETE", "/connections?all&reason=" + most + "x");
        assertEquals("reason is too long: a Close holds 123 bytes\n", answer.body());
    }

    @Test
    void optionsAndHeadTellNoMoreThanTheyMay() {
        Answer options = ask("OPTIONS", "/connections");
        assertEquals(204, options.status());
        assertEquals("GET, HEAD, OPTIONS, DELETE", options.header("Allow"));
        assertFalse(options.head().contains("Access-Control"), options.head());
        Answer head = ask("HEAD", "/connections");
        assertEquals(200, head.status());
        assertEquals("", head.body());
        assertEquals("no-store", head.header("Cache-Control"));
    }
}
