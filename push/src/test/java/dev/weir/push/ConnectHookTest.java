package dev.weir.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.ByteText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectHookTest {
    private static final String ID = "abcdefghijklmnop";

    private final HookStand stand = new HookStand();
    private final List<Admission> admitted = new ArrayList<>();

    private HookStand.Client ask(String... fields) {
        HookStand.Client client = stand.knock(fields);
        stand.hooks.connect(client.exchange(), ID, admitted::add);
        return client;
    }

    private String answerOf(HookStand.Client client) {
        stand.loop.settle();
        return client.wire().text();
    }

    @Test
    void tellsTheHandshakeButNotWhatIsOfTheConnection() {
        ask(
                "Cookie: a=b\r\n",
                "Authorization: Basic eDp5\r\n",
                "Origin: http://o\r\n",
                "X-Hop: 1\r\n",
                "X-Weir-Id: forged\r\n",
                "X-Forwarded-For: 1.2.3.4\r\n",
                "Sec-WebSocket-Extensions: permessage-deflate\r\n",
                "Sec-WebSocket-Protocol: chat, mqtt\r\n");
        AskedBackend.Asked asked = stand.connect.last();
        assertEquals("POST", asked.request().method());
        assertEquals(0, asked.request().body().length);
        assertEquals("""
                X-Weir-Event: connect
                X-Weir-Id: abcdefghijklmnop
                X-Forwarded-For: 127.0.0.1
                X-Forwarded-Host: h:81
                X-Original-URI: /room?x=%41
                Cookie: a=b
                Authorization: Basic eDp5
                Origin: http://o
                Sec-WebSocket-Protocol: chat, mqtt
                """, asked.request().headers().toString());
    }

    @Test
    void admitsWithWhatTheBackendChose() {
        ask("Sec-WebSocket-Protocol: chat, mqtt\r\n");
        stand.connect
                .last()
                .answer(204, "Sec-WebSocket-Protocol", "mqtt", "X-Weir-Channel", "a, b,,", "X-Weir-Channel", "c");
        assertEquals(List.of(new Admission("mqtt", List.of("a", "b", "c"))), admitted);
        assertEquals(List.of("CONNECT OK"), stand.counted);
    }

    @Test
    void choosesNoSubprotocolThatIsNotOffered() {
        ask("Sec-WebSocket-Protocol: chat\r\n");
        stand.connect.last().answer(200, "Sec-WebSocket-Protocol", "mqtt");
        assertNull(admitted.get(0).protocol());
    }

    @Test
    void admitsEveryoneWhereNobodyIsAsked() {
        HookStand.Client client = stand.knock();
        Hooks.NONE.connect(client.exchange(), ID, admitted::add);
        assertEquals(List.of(Admission.PLAIN), admitted);
    }

    @Test
    void refusesWithTheBackendsAnswer() {
        HookStand.Client client = ask();
        stand.connect
                .last()
                .answer(
                        401,
                        ByteText.bytes("who are you?"),
                        "Content-Type",
                        "text/x",
                        "WWW-Authenticate",
                        "Basic",
                        "Server",
                        "secret");
        String answer = answerOf(client);
        assertTrue(answer.startsWith("HTTP/1.1 401 "), answer);
        assertTrue(answer.contains("\r\nContent-Type: text/x\r\n"), answer);
        assertTrue(answer.contains("\r\nWWW-Authenticate: Basic\r\n"), answer);
        assertFalse(answer.contains("secret"), answer);
        assertTrue(answer.endsWith("\r\n\r\nwho are you?"), answer);
        assertEquals(List.of(), admitted);
        assertEquals(List.of("CONNECT REFUSED"), stand.counted);
    }

    @ParameterizedTest
    @CsvSource({"302, 502", "101, 502", "600, 502", "400, 400", "429, 429", "599, 599"})
    void refusesWithTheStatus(int backends, int ours) {
        HookStand.Client client = ask();
        stand.connect.last().answer(backends, "Location", "/elsewhere");
        String answer = answerOf(client);
        assertTrue(answer.startsWith("HTTP/1.1 " + ours + " "), answer);
        assertFalse(answer.contains("elsewhere"), answer);
    }

    @Test
    void answersAnErrorWhenTheBackendFails() {
        HookStand.Client client = ask();
        stand.connect.last().caller().onFailure(504, "late");
        assertTrue(answerOf(client).startsWith("HTTP/1.1 504 "));
        assertEquals(List.of("CONNECT FAILED"), stand.counted);
    }

    @Test
    void answersAnErrorWhenWeirFails() {
        stand.connect.broken = true;
        HookStand.Client client = ask();
        assertTrue(answerOf(client).startsWith("HTTP/1.1 502 "));
        assertEquals(List.of("CONNECT FAILED"), stand.counted);
        assertEquals(0, stand.lanes.open());
        ask().wire().breakOff();
        stand.loop.settle();
        assertEquals(0, stand.lanes.open());
    }

    @Test
    void takesBackWhatAClientThatWentWouldHaveGot() {
        HookStand.Client client = ask();
        client.wire().breakOff();
        stand.loop.advance(Duration.ofMillis(1250));
        stand.connect.last().answer(200);
        assertEquals(List.of(), admitted);
        assertEquals(
                "{\"id\":\"abcdefghijklmnop\",\"code\":1006,\"side\":\"client\",\"cause\":\"eof\",\"age\":1.250,"
                        + "\"messages_in\":0,\"messages_out\":0}",
                stand.disconnect.last().body());
        HookStand.Client refused = ask();
        refused.wire().breakOff();
        stand.loop.settle();
        stand.connect.last().answer(403);
        assertEquals(1, stand.disconnect.asked.size());
    }

    @Test
    void givesUpForAClientThatWentWhereNobodyHearsOfTheEnd() {
        HookStand.Client client = stand.knock();
        new Hooks(stand.hooks.connect(), null, null).connect(client.exchange(), ID, admitted::add);
        client.wire().breakOff();
        stand.loop.settle();
        assertEquals(List.of("abandoned"), stand.connect.last().abandoned());
        assertEquals(0, stand.lanes.open());
    }

    @Test
    void doesNotAskForAClientThatWentWhileItWaited() {
        HookStand few = new HookStand(new HookLane.Limits(1, 1, 1, 1));
        few.hooks.connect(few.knock().exchange(), "first", admitted::add);
        HookStand.Client second = few.knock();
        few.hooks.connect(second.exchange(), "second", admitted::add);
        few.hooks.connect(few.knock().exchange(), "third", admitted::add);
        second.wire().breakOff();
        few.loop.settle();
        few.connect.last().answer(200);
        assertEquals("third", few.connect.last().header("X-Weir-Id"));
        few.connect.last().answer(200);
        assertEquals(2, few.connect.asked.size());
        assertEquals(0, few.lanes.open());
        assertEquals(List.of(), few.disconnect.bodies());
    }
}
