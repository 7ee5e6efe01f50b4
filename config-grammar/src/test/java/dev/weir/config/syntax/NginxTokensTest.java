package dev.weir.config.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.config.diagnostic.Diagnostics;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The grammar reads what nginx reads, and refuses what nginx refuses. */
class NginxTokensTest {
    private static final String ALPHABET = "abtn  ;;{}\"'\\$#()\n\t\r";

    @Test
    void agreesOnEveryShortText() {
        String few = "a ;{}\"\\$#";
        int count = few.length();
        for (int n = 0; n < count * count * count * count * count; n++) {
            StringBuilder text = new StringBuilder();
            for (int rest = n; rest > 0; rest /= count) {
                text.append(few.charAt(rest % count));
            }
            compare(text + ";", "all");
        }
    }

    @Test
    void agreesOnRandomTexts() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int n = 0; n < 30_000; n++) {
            StringBuilder text = new StringBuilder();
            int length = 1 + random.nextInt(24);
            for (int i = 0; i < length; i++) {
                text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            compare(text.toString(), "seed " + seed);
        }
    }

    private static void compare(String text, String origin) {
        Diagnostics diagnostics = new Diagnostics();
        String found = StatementText.of(SyntaxReader.read(new Source("x", text), diagnostics));
        String read = diagnostics.hasErrors() ? null : found.replaceAll("(?m)^ +", "");
        assertEquals(NginxTokens.of(text), read, () -> origin + ", text: " + text);
    }
}
