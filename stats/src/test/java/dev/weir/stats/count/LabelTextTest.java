package dev.weir.stats.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.ByteText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelTextTest {

    /** Left what a client sends, byte by byte; right the label. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "61 62 63          | abc",
                "c3 a9             | é",
                "f0 9f 98 80       | 😀",
                "ff                | \\xFF",
                "61 c3             | a\\xC3",
                "c0 80             | \\xC0\\x80",
                "ed a0 80          | \\xED\\xA0\\x80",
                "e0 80 80          | \\xE0\\x80\\x80",
                "f4 90 80 80       | \\xF4\\x90\\x80\\x80",
                "00 0a 7f          | \\x00\\x0A\\x7F",
                "5c 61             | \\a",
                "5c 78 46 46       | \\x5CxFF",
                "5c ff             | \\\\xFF",
                "22                | \"",
            })
    void isAlwaysText(String hex, String label) {
        StringBuilder bytes = new StringBuilder();
        for (String octet : hex.split(" ")) {
            bytes.append((char) Integer.parseInt(octet, 16));
        }
        assertEquals(label, ByteText.decode(LabelText.of(bytes.toString())));
    }

    /** No two values share a label, and every label is UTF-8 without control characters. */
    @Test
    void isDifferentForDifferentValues() throws CharacterCodingException {
        Random random = new Random(7);
        String alphabet = "a\\xF0\u0000\u00c3\u00a9\u00ff\u0080";
        Map<String, String> seen = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            StringBuilder value = new StringBuilder();
            for (int n = random.nextInt(7); n >= 0; n--) {
                value.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String label = LabelText.of(value.toString());
            String before = seen.putIfAbsent(label, value.toString());
            assertTrue(before == null || before.contentEquals(value), () -> before + " and " + value);
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(ByteText.bytes(label)))
                    .toString();
            assertTrue(text.chars().allMatch(c -> c >= ' ' && c != 0x7f), text);
        }
    }
}
