package dev.weir.stats.page;

import dev.weir.core.http.ByteText;
import dev.weir.core.http.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/**
 * The HTML page: one file that asks for nothing else, joined from the resources of this package. Style and script stand
 * in it, and its Content-Security-Policy allows these two texts by their hashes and nothing besides, so that whatever
 * stands in a name or a URL can never run.
 *
 * <p>The statistics of the moment are part of the page: the first paint waits for no further answer. All texts are byte
 * strings. Thread: any; immutable.
 */
public final class LivePage {
    /** In the order in which they build on each other. */
    private static final List<String> SCRIPTS = List.of(
            "format.js",
            "history.js",
            "chart.js",
            "table.js",
            "panels.js",
            "distribution.js",
            "traffic.js",
            "connections.js",
            "closing.js",
            "feed.js",
            "main.js");

    private final String beforeSetup;
    private final String beforeStatistics;
    private final String behind;
    private final Headers headers;

    private LivePage(String frame, String style, String script) {
        String page = frame.replace("/*style*/", style).replace("/*script*/", script);
        int setup = page.indexOf("{{setup}}");
        int statistics = page.indexOf("{{statistics}}");
        beforeSetup = page.substring(0, setup);
        beforeStatistics = page.substring(setup + "{{setup}}".length(), statistics);
        behind = page.substring(statistics + "{{statistics}}".length());
        headers = Headers.builder()
                .add("Content-Type", "text/html; charset=utf-8")
                .add("Cache-Control", "no-store")
                .add("Content-Security-Policy", policy(style, script))
                .add("X-Content-Type-Options", "nosniff")
                .add("Referrer-Policy", "no-referrer")
                .build();
    }

    /** Reads the resources. */
    public static LivePage load() {
        StringBuilder script = new StringBuilder("\n\"use strict\";\n");
        SCRIPTS.forEach(name -> script.append(resource(name)));
        return new LivePage(resource("page.html"), "\n" + resource("page.css"), script.toString());
    }

    private static String resource(String name) {
        try (InputStream in = LivePage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the statistics page lacks its " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** CSP level 3: hashes are of what stands between the tags, to the byte. */
    private static String policy(String style, String script) {
        return "default-src 'none'; script-src '" + hash(script) + "'; style-src '" + hash(style) + "'; "
                + "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
                + "require-trusted-types-for 'script'; trusted-types 'none'";
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(ByteText.bytes(text));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The fields of the answer, all but its length. */
    public Headers headers() {
        return headers;
    }

    /**
     * The page.
     *
     * @param statistics what {@code ws_stat} says as JSON
     */
    public byte[] of(PageSetup setup, String statistics) {
        return ByteText.bytes(beforeSetup + inScript(setup.json()) + beforeStatistics + inScript(statistics) + behind);
    }

    /** JSON as it may stand between script tags: nothing in it ends or opens a tag. */
    private static String inScript(String json) {
        return json.replace("<", "\\u003c");
    }
}
