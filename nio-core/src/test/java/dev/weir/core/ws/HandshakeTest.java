package dev.weir.core.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.Headers;
import dev.weir.core.http.RequestHead;
import dev.weir.core.http.ResponseHead;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandshakeTest {
    /** Of RFC 6455 section 1.3. */
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    private static Headers.Builder fields() {
        return Headers.builder()
                .add("Host", "a")
                .add("Upgrade", "websocket")
                .add("Connection", "Upgrade")
                .add("Sec-WebSocket-Key", KEY)
                .add("Sec-WebSocket-Version", "13");
    }

    private static RequestHead request(String method, int minor, Headers.Builder headers) {
        return new RequestHead(method + " / HTTP/1." + minor, method, "/", minor, headers.build(), 0);
    }

    private static void assertRefused(int status, String problem, RequestHead request) {
        Handshake.Verdict verdict = Handshake.checkRequest(request);
        assertEquals(new Handshake.Verdict(status, "client sent invalid WebSocket handshake: " + problem), verdict);
        assertFalse(verdict.isValid());
    }

    @Test
    void acceptsAHandshake() {
        assertTrue(Handshake.checkRequest(request("GET", 1, fields())).isValid());
    }

    /** Field, its values joined by a bar (- for none), status (101 accepts), problem. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Upgrade;               WebSocket;                101;",
                "Upgrade;               h2c, websocket;           101;",
                "Upgrade;               websocket, foo;           101;",
                "Upgrade;               WEBSOCKET;                101;",
                "Upgrade;               h2c|websocket;            101;",
                "Upgrade;               '';                       400; \"Upgrade\" does not name websocket",
                "Upgrade;               -;                        400; \"Upgrade\" does not name websocket",
                "Upgrade;               h2c;                      400; \"Upgrade\" does not name websocket",
                "Upgrade;               websocketx;               400; \"Upgrade\" does not name websocket",
                "Upgrade;               websocket/13;             400; \"Upgrade\" does not name websocket",
                "Connection;            keep-alive, Upgrade;      101;",
                "Connection;            keep-alive|UPGRADE;       101;",
                "Connection;            ', ,upgrade,';            101;",
                "Connection;            close;                    400; \"Connection\" does not name upgrade",
                "Connection;            -;                        400; \"Connection\" does not name upgrade",
                "Connection;            keep-alive;               400; \"Connection\" does not name upgrade",
                "Connection;            Upgrades;                 400; \"Connection\" does not name upgrade",
                "Sec-WebSocket-Version; -;                        426; \"Sec-WebSocket-Version\" is not 13",
                "Sec-WebSocket-Version; 8;                        426; \"Sec-WebSocket-Version\" is not 13",
                "Sec-WebSocket-Version; 12;                       426; \"Sec-WebSocket-Version\" is not 13",
                "Sec-WebSocket-Version; 14;                       426; \"Sec-WebSocket-Version\" is not 13",
                "Sec-WebSocket-Version; 13|8;                     426; \"Sec-WebSocket-Version\" is not 13",
                "Sec-WebSocket-Version; 13, 8;                    426; \"Sec-WebSocket-Version\" is not 13",
                "Sec-WebSocket-Version; 013;                      426; \"Sec-WebSocket-Version\" is not 13",
                "Sec-WebSocket-Version; 13|13;                    426; \"Sec-WebSocket-Version\" is not 13",
                "Sec-WebSocket-Key;     -;                        400; \"Sec-WebSocket-Key\" is not one key of 16 bytes",
                "Sec-WebSocket-Key;     AAAA;                     400; \"Sec-WebSocket-Key\" is not one key of 16 bytes",
                "Sec-WebSocket-Key;     dGhlIHNhbXBsZSBub25jZQ;   400; \"Sec-WebSocket-Key\" is not one key of 16 bytes",
                "Sec-WebSocket-Key;     dGhlIHNhbXBsZSBub25jZQ!!; 400; \"Sec-WebSocket-Key\" is not one key of 16 bytes",
                "Sec-WebSocket-Key;     dGhlIHNhbXBsZSBub25jZTEy; 400; \"Sec-WebSocket-Key\" is not one key of 16 bytes",
                "Sec-WebSocket-Key;     dGhlIHNhbXBsZSBub25jZQ==|dGhlIHNhbXBsZSBub25jZQ==;"
                        + " 400; \"Sec-WebSocket-Key\" is not one key of 16 bytes",
                "Content-Length;        0;                        101;",
                "Content-Length;        00;                       101;",
                "Content-Length;        10;                       400; the request has a body",
                "Content-Length;        1;                        400; the request has a body",
                "Transfer-Encoding;     chunked;                  400; the request has a body",
            })
    void judgesFields(String name, String values, int status, String problem) {
        Headers.Builder headers = fields().remove(name);
        for (String value : values.split("\\|")) {
            if (!value.equals("-")) {
                headers.add(name, value);
            }
        }
        RequestHead request = request("GET", 1, headers);
        if (status == 101) {
            assertTrue(Handshake.checkRequest(request).isValid());
        } else {
            assertRefused(status, problem, request);
        }
    }

    @Test
    void judgesMethodAndVersion() {
        for (String method : List.of("POST", "HEAD", "OPTIONS", "PUT", "get")) {
            assertRefused(400, "the method is not GET", request(method, 1, fields()));
        }
        assertRefused(400, "the version is below HTTP/1.1", request("GET", 0, fields()));
    }

    @Test
    void tellsWhoAsksForAnUpgrade() {
        assertTrue(Handshake.isUpgradeRequest(request("GET", 1, fields())));
        assertTrue(Handshake.asksForUpgrade(request("GET", 1, fields().set("Upgrade", "h2c"))));
        assertFalse(Handshake.isUpgradeRequest(request("GET", 1, fields().set("Upgrade", "h2c"))));
        assertFalse(Handshake.asksForUpgrade(request("GET", 1, fields().set("Connection", "close"))));
        assertFalse(Handshake.asksForUpgrade(request("GET", 1, fields().remove("Upgrade"))));
    }

    @Test
    void makesTheAcceptValue() {
        assertEquals(ACCEPT, Handshake.accept(KEY));
    }

    private static ResponseHead response(Headers.Builder headers) {
        return ResponseHead.of(101, headers.build());
    }

    @Test
    void acceptsItsOwnAnswer() {
        Headers.Builder acceptance = Handshake.acceptance(request("GET", 1, fields()));
        assertNull(Handshake.checkResponse(response(acceptance), KEY));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Upgrade;              WebSocket;                       ",
                "Connection;           keep-alive, upgrade;             ",
                "Upgrade;              -;            \"Upgrade\" is not websocket",
                "Upgrade;              h2c;          \"Upgrade\" is not websocket",
                "Upgrade;              websocket, x; \"Upgrade\" is not websocket",
                "Connection;           close;        \"Connection\" does not name upgrade",
                "Sec-WebSocket-Accept; -;            \"Sec-WebSocket-Accept\" does not match the key",
                "Sec-WebSocket-Accept; s3pPLMBiTxaQ9kYGzzhZRbK+xoo=; \"Sec-WebSocket-Accept\" does not match the key",
                "Sec-WebSocket-Accept; s3pPLMBiTxaQ9kYGzzhZRbK+xOo=|s3pPLMBiTxaQ9kYGzzhZRbK+xOo=;"
                        + " \"Sec-WebSocket-Accept\" does not match the key",
            })
    void judgesAnswers(String name, String values, String problem) {
        Headers.Builder headers =
                Handshake.acceptance(request("GET", 1, fields())).remove(name);
        for (String value : values.split("\\|")) {
            if (!value.equals("-")) {
                headers.add(name, value);
            }
        }
        assertEquals(problem, Handshake.checkResponse(response(headers), KEY));
    }

    @Test
    void judgesTheStatus() {
        Headers headers = Handshake.acceptance(request("GET", 1, fields())).build();
        assertEquals("the status is 200, not 101", Handshake.checkResponse(ResponseHead.of(200, headers), KEY));
        assertEquals(
                "the version is below HTTP/1.1", Handshake.checkResponse(new ResponseHead(0, 101, "", headers), KEY));
    }
}
