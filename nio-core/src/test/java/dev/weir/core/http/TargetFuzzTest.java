package dev.weir.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.fuzz.FuzzRun;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Request targets: their path decoded and normalized as segments of a stack, never above the root; written again it is
 * the same.
 */
public class TargetFuzzTest {
    private static final Pattern TARGET =
            Pattern.compile("(?:([^/:]+)://([^/?#]+))?(/?[^?#]*)(?:\\?([^#]*))?(?:#.*)?", Pattern.DOTALL);
    private static final Pattern CODED = Pattern.compile("%(?:([0-9A-Fa-f]{2})|(.|$))", Pattern.DOTALL);

    private static final String[] SEEDS = {
        "/",
        "/a/b.html?c=d#e",
        "/a/./b/../c//d/",
        "/%2e%2e/%2F/%41?%zz",
        "http://host:80/a?b",
        "http://host",
        "http://h?q",
        "/..",
        "/a/..",
        "/a/../..",
        "/a%00",
        "//",
        "/.",
        "/...",
        "/a/.",
        "*",
        "/#?",
        "/\303\244%C3%A4",
    };
    private static final String[] WORDS = {
        "/",
        "//",
        ".",
        "..",
        "/../",
        "/./",
        "%2e",
        "%2E%2e",
        "%2f",
        "%5c",
        "%00",
        "%",
        "%4",
        "?",
        "#",
        "://",
        "http://a",
        "%25",
    };

    /** A target of the fuzzers. */
    public static void fuzzerTestOneInput(byte[] input) {
        // No request line holds one as it is.
        String text = new String(input, StandardCharsets.ISO_8859_1).replace('\0', '0');
        for (boolean merge : new boolean[] {true, false}) {
            RequestTarget target = parsed(text, merge);
            assertEquals(naive(text, merge), target == null ? null : target.path() + ' ' + target.args());
            if (target != null) {
                judge(target, merge);
            }
        }
    }

    private static void judge(RequestTarget target, boolean merge) {
        String path = target.path();
        assertTrue(path.startsWith("/") && path.indexOf(0) < 0, path);
        assertTrue(!path.contains("/../") && !path.contains("/./") && !path.endsWith("/.."), path);
        assertTrue(!merge || !path.contains("//"), path);
        assertEquals(path, parsed(RequestTarget.escape(path), merge).path());
    }

    private static RequestTarget parsed(String text, boolean merge) {
        try {
            return RequestTarget.parse(text, merge);
        } catch (HttpFault fault) {
            assertEquals(400, fault.status());
            return null;
        }
    }

    private static String naive(String text, boolean merge) {
        String scheme = text.startsWith("/") || text.indexOf("://") < 1 ? "" : text.substring(0, text.indexOf("://"));
        Matcher m = TARGET.matcher(scheme.isEmpty() ? text : "s" + text.substring(scheme.length()));
        if (!m.matches() || m.group(1) == null && !text.startsWith("/")) {
            return null;
        }
        String raw = m.group(3).startsWith("/") ? m.group(3) : "/" + m.group(3);
        String path = decoded(raw);
        return path == null || stacked(path, merge) == null ? null : stacked(path, merge) + ' ' + m.group(4);
    }

    private static String decoded(String path) {
        StringBuilder out = new StringBuilder();
        Matcher m = CODED.matcher(path);
        while (m.find()) {
            if (m.group(1) == null || m.group(1).equals("00")) {
                return null;
            }
            m.appendReplacement(out, "");
            out.append((char) Integer.parseInt(m.group(1), 16));
        }
        return m.appendTail(out).toString();
    }

    private static String stacked(String path, boolean merge) {
        Deque<String> stack = new ArrayDeque<>();
        String[] segments = path.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            boolean last = i == segments.length - 1;
            String segment = segments[i];
            if (segment.equals("..")) {
                if (stack.pollLast() == null) {
                    return null;
                }
            } else if (!segment.equals(".") && (!segment.isEmpty() || last || !merge)) {
                stack.addLast(segment);
            }
            if (last && (segment.equals("..") || segment.equals("."))) {
                stack.addLast("");
            }
        }
        return "/" + String.join("/", stack);
    }

    @Test
    void damagedTargets() throws InterruptedException {
        FuzzRun.of(TargetFuzzTest::fuzzerTestOneInput, SEEDS).words(WORDS).run(20_000);
    }
}
