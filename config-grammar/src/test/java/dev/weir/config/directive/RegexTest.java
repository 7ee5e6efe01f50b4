package dev.weir.config.directive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.config.syntax.Word;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegexTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "^/a[0-9]{2}$, /a12, true",
                "^/a[0-9]{2}$, /a123, false",
                "^[[:alpha:]_]+$, ab_c, true",
                "^[[:alpha:]_]+$, ab1, false",
                "^[[:^digit:]]+$, ab1, false",
                "^[a[]+$, a[, true",
                "^[a&&b]+$, a&b, true",
                "^[]a]+$, ]a, true",
                "^[^]]+$, a], false",
                "^[\\]a]+$, ]a, true",
                "^(?P<x>a)b$, ab, true",
                "^(?<x_1>a+)-\\k<x_1>$, aa-aa, true",
                "^(?<x_1>a+)-\\k<x_1>$, aa-a, false",
                "^(?<=x)?a(?<!b)$, a, true",
                "^\\Q[(\\E$, [(, true",
                "^(?i)ab$, AB, true",
                "^\\(a$, (a, true",
                "^a{b}$, a{b}, true",
                "^{a$, {a, true",
                "^\\p{Alpha}\\x{41}[\\x{41}{]$, aA{, true"
            })
    void readsWhatNginxReads(String regex, String text, boolean matches) throws Refusal {
        assertEquals(matches, of(regex).pattern().matcher(text).find());
    }

    @Test
    void numbersNamedGroups() throws Refusal {
        Regex regex = of("^(a)(?<user_id>b)(?:c)(?P<n>d)(?=e)");
        assertEquals(Map.of("user_id", 2, "n", 3), regex.names());
        Matcher matcher = regex.pattern().matcher("abcde");
        assertTrue(matcher.find());
        assertEquals("b", matcher.group(2));
        assertEquals("d", matcher.group(3));
    }

    @Test
    void matchesByteStrings() throws Refusal {
        String wire = new String("/ä".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertTrue(of("^/ä$").pattern().matcher(wire).find());
    }

    @Test
    void ignoresTheCaseOfAsciiAlone() throws Refusal {
        Word word = ArgsTest.word("\"^ab$\"");
        assertTrue(Regex.of(word, "^ab$", true).pattern().matcher("AB").find());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "a(b, unclosed group near position 4",
                "a[b, unclosed character class near position 3",
                "*a, dangling meta character '*' near position 1",
                "(?<1>a), `\"1\" cannot name a group near position 4`",
                "(?<a>a)(?<a>b), two groups are named \"a\" near position 11",
                "[[:alfa:]], unknown class [:alfa:] near position 2",
                "(?<a>a(b, unclosed group"
            })
    void refusesWithThePlace(String regex, String help) {
        Refusal refusal = assertThrows(Refusal.class, () -> of(regex));
        assertEquals("is not a valid regular expression", refusal.getMessage());
        assertEquals(help, refusal.help());
    }

    @Test
    void refusesDeepNestingBeforeTheStackOverflows() {
        Refusal refusal = assertThrows(Refusal.class, () -> of("(".repeat(50_000) + ")".repeat(50_000)));
        assertEquals("groups are nested too deeply near position 251", refusal.help());
    }

    private static Regex of(String regex) throws Refusal {
        Word word = ArgsTest.word("'x'");
        return Regex.of(word, regex, false);
    }
}
