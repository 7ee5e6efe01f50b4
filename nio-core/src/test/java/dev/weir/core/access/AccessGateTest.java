package dev.weir.core.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.HttpStand;
import dev.weir.core.loop.ScriptedTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessGateTest {
    private static final Duration DELAY = Duration.ofSeconds(2);

    private final List<Consumer<Verdict>> waiting = new ArrayList<>();

    private HttpStand stand(boolean any, String opinions, Duration delay) {
        List<AccessRule> rules = new ArrayList<>();
        for (String opinion : opinions.split(" ")) {
            rules.add(
                    opinion.startsWith("later")
                            ? (x, later) -> {
                                waiting.add(later);
                                return Verdict.LATER;
                            }
                            : (x, later) -> verdict(opinion));
        }
        return new HttpStand().gate(new AccessGate(rules, any, delay)).text("/", "in");
    }

    private static Verdict verdict(String opinion) {
        return switch (opinion) {
            case "-" -> Verdict.NO_OPINION;
            case "yes" -> Verdict.ALLOWED;
            case "401" -> Verdict.challenged(List.of("Basic"));
            case "401a" -> Verdict.challenged(List.of("Bearer", "Digest"));
            default -> Verdict.refused(Integer.parseInt(opinion), null);
        };
    }

    /** Of the rules' opinions under {@code satisfy all} and {@code any}; the same when each comes later. */
    @ParameterizedTest
    @CsvSource({
        "'-', 200, 200",
        "'- -', 200, 200",
        "'yes yes', 200, 200",
        "'yes 403', 403, 200",
        "'403 yes', 403, 200",
        "'401 403', 401, 401",
        "'403 401', 403, 401",
        "'403 -', 403, 403",
        "'- 401', 401, 401",
        "'500 yes', 500, 500",
        "'yes 500', 500, 200",
    })
    void weighsAllOpinions(String opinions, int all, int any) {
        for (boolean later : new boolean[] {false, true}) {
            assertEquals(all, answer(false, opinions, later), "all");
            assertEquals(any, answer(true, opinions, later), "any");
        }
    }

    private int answer(boolean any, String opinions, boolean late) {
        waiting.clear();
        HttpStand stand = stand(any, late ? opinions.replaceAll("[^ ]+", "later") : opinions, Duration.ZERO);
        ScriptedTransport client = stand.client();
        client.send(HttpStand.get("/"));
        stand.loop.settle();
        String[] words = opinions.split(" ");
        for (int i = 0; late && i < waiting.size(); i++) {
            assertEquals("", client.written(), "an answer before the verdict");
            waiting.get(i).accept(verdict(words[i]));
            stand.loop.settle();
        }
        String answer = client.written();
        assertEquals(answer.startsWith("HTTP/1.1 401"), answer.contains("WWW-Authenticate: Basic\r\n"), answer);
        return Integer.parseInt(answer.substring(9, 12));
    }

    /** Who may come in by either of two ways learns of both. */
    @Test
    void anyTellsAllChallenges() {
        HttpStand stand = stand(true, "401 403 401a", Duration.ZERO);
        ScriptedTransport client = stand.client();
        client.send(HttpStand.get("/"));
        stand.loop.settle();
        String all = "WWW-Authenticate: Basic\r\nWWW-Authenticate: Bearer\r\nWWW-Authenticate: Digest\r\n";
        assertTrue(client.written().contains(all), client.written());
    }

    @Test
    void keepsA401BackAndForgetsAClientThatGoes() {
        HttpStand stand = stand(false, "401", DELAY);
        ScriptedTransport client = stand.client();
        client.send(HttpStand.get("/"));
        ScriptedTransport gone = stand.client();
        gone.send(HttpStand.get("/"));
        stand.loop.settle();
        gone.end();
        stand.loop.advance(DELAY.minusMillis(1));
        assertEquals("", client.written());
        assertEquals(List.of("499 GET / HTTP/1.1"), stand.log);
        stand.loop.advance(Duration.ofMillis(1));
        assertTrue(client.written().startsWith("HTTP/1.1 401 "), client.written());
        assertEquals("", gone.written());
    }

    @Test
    void aVerdictForAClientThatHasGoneIsOfNoEffect() {
        HttpStand stand = stand(false, "later", Duration.ZERO);
        ScriptedTransport client = stand.client();
        client.send(HttpStand.get("/"));
        stand.loop.settle();
        client.end();
        stand.loop.settle();
        waiting.get(0).accept(Verdict.ALLOWED);
        stand.loop.settle();
        assertEquals("", client.written());
        assertEquals(List.of("499 GET / HTTP/1.1"), stand.log);
    }

    /** What is held at a gate holds back what the client sends after it, and nothing is lost. */
    @Test
    void requestsBehindAHeldOneWaitTheirTurn() {
        HttpStand stand = stand(false, "later", Duration.ZERO);
        ScriptedTransport client = stand.client();
        client.send(HttpStand.get("/1") + HttpStand.get("/2"));
        stand.loop.settle();
        assertEquals(1, waiting.size());
        waiting.get(0).accept(Verdict.NO_OPINION);
        stand.loop.settle();
        assertEquals(2, waiting.size());
        assertEquals(1, HttpStand.count(client.written(), "200 OK"));
        waiting.get(1).accept(Verdict.NO_OPINION);
        stand.loop.settle();
        assertEquals(2, HttpStand.count(client.written(), "200 OK"));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0, 24, 192.0.2.255, true",
        "192.0.2.0, 24, 192.0.3.0, false",
        "192.0.2.128, 25, 192.0.2.127, false",
        "0.0.0.0, 0, 8.8.8.8, true",
        "0.0.0.0, 0, ::1, false",
        "10.1.2.3, 32, 10.1.2.3, true",
        "10.1.2.3, 32, 10.1.2.2, false",
        "2001:db8::, 33, 2001:db8:7fff::1, true",
        "2001:db8::, 33, 2001:db8:8000::1, false",
    })
    void aRangeHoldsItsNetwork(String network, int bits, String address, boolean held) {
        AddressRange range = AddressRange.of(AddressRange.literal(network), bits);
        assertEquals(held, range.contains(AddressRange.literal(address).getAddress()));
        assertTrue(AddressRange.ALL.contains(AddressRange.literal(address).getAddress()));
        assertFalse(AddressRange.UNIX.contains(AddressRange.literal(address).getAddress()));
        assertTrue(AddressRange.UNIX.contains(new byte[0]) && AddressRange.ALL.contains(new byte[0]));
        assertFalse(range.contains(new byte[0]));
    }

    @ParameterizedTest
    @CsvSource({"localhost", "1.2.3", "1.2.3.256", "::g", "[::1]", "1.2.3.4:5", "''", "fe80::1%eth0"})
    void whatIsNoAddressIsNotLookedUp(String text) {
        assertEquals(null, AddressRange.literal(text));
    }
}
