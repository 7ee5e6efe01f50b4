package dev.weir.config.directive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.config.syntax.Word;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressTest {

    @ParameterizedTest
    @CsvSource({
        "8080, 0.0.0.0:8080",
        "*:8080, 0.0.0.0:8080",
        "*, 0.0.0.0:80",
        "127.0.0.1:1, 127.0.0.1:1",
        "127.0.0.1, 127.0.0.1:80",
        "localhost:65535, localhost:65535",
        "localhost, localhost:80",
        "[::]:80, [::]:80",
        "[::1], [::1]:80",
        "[::ffff:1.2.3.4]:1, [::ffff:1.2.3.4]:1",
        "unix:/run/x.sock, unix:/run/x.sock",
        "unix:relative, unix:relative"
    })
    void readsWhatListenTakes(String text, String expected) throws Refusal {
        assertEquals(expected, Address.listen(word(text), text).text());
    }

    @ParameterizedTest
    @CsvSource({
        "8080x:1, 8080x:1",
        "b.example, b.example:443",
        "[2001:db8::1]:8080, [2001:db8::1]:8080",
        "unix:/a:b, unix:/a:b"
    })
    void readsPeers(String text, String expected) throws Refusal {
        assertEquals(expected, Address.peer(word(text), text, 443).text());
    }

    @ParameterizedTest
    @CsvSource({
        "'', names no host",
        ":80, names no host",
        "a:, has no valid port",
        "a:0, has no valid port",
        "a:65536, has no valid port",
        "a:+80, has no valid port",
        "a:1:2, has no valid port",
        "99999, has no valid port",
        "0, has no valid port",
        "1.2.3:80, is not a valid IPv4 address",
        "1.2.3.4.5, is not a valid IPv4 address",
        "256.1.1.1, is not a valid IPv4 address",
        "1..1.1, is not a valid IPv4 address",
        "[::1, is not a valid IPv6 address",
        "[::1]x:80, is not a valid IPv6 address",
        "[fe80::1%eth0]:80, is not a valid IPv6 address",
        "[1.2.3.4]:80, is not a valid IPv6 address",
        "[localhost]:80, is not a valid IPv6 address",
        "unix:, names no socket file"
    })
    void refuses(String text, String problem) {
        Word word = word(text);
        assertEquals(
                problem,
                assertThrows(Refusal.class, () -> Address.listen(word, text)).getMessage());
    }

    @ParameterizedTest
    @CsvSource({"107, true", "108, false"})
    void aSocketPathMustFitTheKernel(int length, boolean fits) throws Refusal {
        String text = "unix:" + "x".repeat(length);
        if (fits) {
            assertEquals(text, Address.peer(word(text), text, 80).text());
        } else {
            assertThrows(Refusal.class, () -> Address.peer(word(text), text, 80));
        }
    }

    private static Word word(String text) {
        return ArgsTest.word("\"" + text + "\"");
    }
}
