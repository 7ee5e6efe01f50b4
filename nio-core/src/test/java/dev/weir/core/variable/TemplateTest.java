package dev.weir.core.variable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.Exchange;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {
    private final Variables variables = new Variables();

    TemplateTest() {
        variables.define("a", "A.", x -> "A");
        variables.define("a1", "A1.", x -> "A1");
        variables.define("none", "Nothing.", x -> null);
        variables.define("live", "Live.", Variable.live(x -> "L"));
        variables.family("fam_", "A family.", name -> x -> "fam:" + name);
        variables.family("fam_long_", "A family within.", name -> x -> "long:" + name);
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "'',''",
                "plain,plain",
                "$a,A",
                "$A,A",
                "${a}1,A1",
                "$a1,A1",
                "$a-b,A-b",
                "x${a}y$a.z,xAyA.z",
                "$none,''",
                "[$none],[]",
                "$fam_x_y,fam:x_y",
                "$fam_long_x,long:x",
                "$1a,a",
                "${a}${a},AA",
                "a{b}c,a{b}c"
            })
    void evaluates(String text, String value) {
        String[] found = new String[1];
        Exchanges.with("/", x -> found[0] = variables.compile(text).apply(x));
        assertEquals(value, found[0]);
    }

    @ParameterizedTest
    @CsvSource({
        "$, 'invalid variable name in \"$\"'",
        "a$ b, 'invalid variable name in \"a$ b\"'",
        "${}, 'invalid variable name in \"${}\"'",
        "${a, 'the closing bracket in \"a\" variable is missing'",
        "${a-b}, 'the closing bracket in \"a\" variable is missing'",
        "$unknown, 'unknown \"unknown\" variable'",
        "$0, 'unknown \"0\" variable'"
    })
    void refuses(String text, String message) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> variables.compile(text));
        assertEquals(message, e.getMessage());
    }

    @Test
    void aConstantIsKnownAsOne() {
        assertEquals("x", variables.compile("x").constant());
        assertEquals("", variables.compile("").constant());
        assertNull(variables.compile("$a").constant());
        assertTrue(variables.compile("$a$live").isLive());
        assertFalse(variables.compile("$a").isLive());
    }

    @Test
    void textOfTheConfigurationBecomesBytes() {
        assertEquals("\u00c3\u00a9", variables.compile("\u00e9").constant());
        assertEquals("\u00c3\u00a9", Template.literal("\u00e9").constant());
    }

    @Test
    void aNameIsTakenOnce() {
        assertThrows(IllegalArgumentException.class, () -> variables.define("a", "Again.", x -> ""));
        variables.redefine("a", "Anew.", x -> "new");
        Exchanges.with("/", x -> assertEquals("new", variables.compile("$a").apply(x)));
    }

    @Test
    void aRegexLeavesItsCapturesOnlyWhenItMatches() {
        Regex regex = new Regex(Pattern.compile("^/(b+)(c)?(d)"), Map.of("bees", 1, "sea", 2));
        Variables named = new Variables();
        regex.defineNames(named);
        Template text = named.compile("$1|$2|$3|$4|$bees|$sea");
        Exchanges.with("/", x -> {
            assertEquals("|||||", text.apply(x));
            assertTrue(regex.find(x, "/bbd"));
            assertEquals("bb||d||bb|", text.apply(x));
            assertFalse(regex.find(x, "/x"));
            assertEquals("bb||d||bb|", text.apply(x));
        });
    }

    @Test
    void aMapChoosesAsNginxDoes() {
        MapVariable map = new MapVariable();
        map.source(variables.compile("$fam_x"));
        assertTrue(map.add("FAM:x", Template.literal("exact, without case")));
        assertFalse(map.add("fam:X", Template.literal("again")));
        Exchanges.with("/", x -> assertEquals("exact, without case", map.value(x)));
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, exact",
        "EXAMPLE.com., exact",
        "a.example.com, wild",
        "a.b.example.com, wild",
        "www.example.org, tail",
        "both.net, both",
        "x.both.net, both",
        "x12, number 12",
        "other, otherwise"
    })
    void aMapOfHostNames(String key, String expected) {
        MapVariable map = new MapVariable();
        map.source(Template.literal(key));
        map.hostnames();
        assertTrue(map.add("example.com", Template.literal("exact")));
        assertTrue(map.add("*.example.com", Template.literal("wild")));
        assertTrue(map.add("www.example.*", Template.literal("tail")));
        assertTrue(map.add(".both.net", Template.literal("both")));
        map.add(new Regex(Pattern.compile("^x([0-9]+)$"), Map.of()), new Variables().compile("number $1"));
        map.otherwise(Template.literal("otherwise"));
        Exchanges.with("/", (Exchange x) -> assertEquals(expected, map.value(x)));
    }
}
