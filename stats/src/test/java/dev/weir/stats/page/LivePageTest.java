package dev.weir.stats.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LivePageTest {
    private static final Pattern ELEMENT = Pattern.compile("(?s)<(style|script)>(.*?)</\\1>");
    private static final Pattern DATA =
            Pattern.compile("(?s)<script type=\"application/json\" id=\"(\\w+)\">(.*?)</script>");

    private final LivePage page = LivePage.load();

    private String text(PageSetup setup, String statistics) {
        return new String(page.of(setup, statistics), StandardCharsets.UTF_8);
    }

    @Test
    void itsPolicyAllowsWhatStandsInItAndNothingElse() throws Exception {
        Matcher element = ELEMENT.matcher(text(PageSetup.NONE, "{}"));
        String policy = page.headers().first("Content-Security-Policy");
        int found = 0;
        while (element.find()) {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(element.group(2).getBytes(StandardCharsets.UTF_8));
            String source =
                    element.group(1) + "-src 'sha256-" + Base64.getEncoder().encodeToString(hash) + "';";
            assertTrue(policy.contains(source), source + " is not in " + policy);
            found++;
        }
        assertEquals(2, found, "one style and one script");
        assertTrue(policy.startsWith("default-src 'none';"), policy);
        assertFalse(policy.contains("unsafe"), policy);
        for (String rest : List.of("base-uri", "form-action", "frame-ancestors")) {
            assertTrue(policy.contains(rest + " 'none'"), policy);
        }
    }

    /** Handlers and styles in attributes would be refused by the policy, and what is elsewhere is not there offline. */
    @Test
    void asksForNothingElse() {
        String text = text(PageSetup.NONE, "{}");
        for (String wrong : List.of(
                "https?://(?!www\\.w3\\.org/2000/svg)",
                "\\bon[a-z]+=\"",
                "\\bstyle=\"",
                "@import",
                "\\bsrc=",
                "innerHTML")) {
            Matcher found = Pattern.compile(wrong).matcher(text);
            assertFalse(found.find(), () -> wrong + " at " + text.substring(found.start(), found.start() + 60));
        }
    }

    @Test
    void holdsTheStatisticsAsTheyAre() {
        Matcher data = DATA.matcher(text(new PageSetup("/a\"b", true), "{\"version\":1}"));
        assertTrue(data.find());
        assertEquals("setup {\"connections_url\":\"/a\\\"b\",\"close\":true}", data.group(1) + " " + data.group(2));
        assertTrue(data.find());
        assertEquals("statistics {\"version\":1}", data.group(1) + " " + data.group(2));
        assertFalse(data.find());
    }

    @Test
    void nothingInANameEndsTheScript() {
        String evil = "{\"zones\":[{\"zone\":\"</script><script>alert(1)</script><!--\"}]}";
        String text = text(PageSetup.NONE, evil);
        assertFalse(text.contains("alert(1)</script>"), "the name must not become markup");
        assertTrue(text.contains("\\u003c/script>\\u003cscript>alert(1)\\u003c/script>\\u003c!--"));
    }

    @Test
    void textsBeyondAsciiAreUtf8() {
        assertTrue(text(PageSetup.NONE, "{}").contains("<title>Statistics · Weir</title>"));
    }
}
