package dev.weir.core.content;

import static dev.weir.core.http.HttpStand.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.HttpStand;
import dev.weir.core.loop.ScriptedTransport;
import dev.weir.core.variable.Template;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StaticHandlerTest {
    private static final String MODIFIED = "Mon, 01 Jan 2024 00:00:00 GMT";

    private final HttpStand stand = new HttpStand();

    @TempDir
    private Path prefix;

    @BeforeEach
    void files() throws IOException {
        Path root = Files.createDirectories(prefix.resolve("html"));
        Files.writeString(prefix.resolve("secret"), "secret");
        Files.writeString(root.resolve("a.html"), "<a>");
        Files.setLastModifiedTime(root.resolve("a.html"), FileTime.fromMillis(1_704_067_200_123L));
        Files.writeString(root.resolve("empty"), "");
        Files.writeString(root.resolve("page"), "page");
        Files.createDirectories(root.resolve("dir/in dir"));
        Files.writeString(root.resolve("dir/index.htm"), "index");
        Files.createSymbolicLink(root.resolve("link"), prefix.resolve("secret"));
        stand.errorPage(410, "/a.html", -1);
        stand.at("/", handler("html"));
        stand.at("/gone", x -> x.error(410));
    }

    private StaticHandler handler(String root) {
        return new StaticHandler(
                Template.literal(root),
                List.of(Template.literal("index.html"), Template.literal("index.htm")),
                new MimeTypes(Map.of("html", "text/html"), "application/octet-stream"),
                prefix);
    }

    @ParameterizedTest
    @CsvSource({
        "/a.html, 200, <a>",
        "/empty, 200, ''",
        "/link, 200, secret",
        "/dir/, 200, index",
        "/dir/index.htm, 200, index",
        "/missing, 404, ",
        "/a.html/x, 404, ",
        "/missing/, 404, ",
        "/, 403, ",
        "/dir/in%20dir/, 403, ",
        "/../secret, 400, ",
        "/%2e%2e/secret, 400, ",
        "/dir/..%2f..%2fsecret, 400, ",
        "/dir/%2e%2e%2f%2e%2e%2fsecret, 400, ",
        "/..%5csecret, 404, ",
        "/%252e%252e/secret, 404, ",
        "/..;/secret, 404, ",
        "/%c0%ae%c0%ae/secret, 404, ",
        "/a.html%00, 400, "
    })
    void answers(String target, int status, String body) {
        String answer = stand.talk(get(target));
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        if (body != null) {
            assertEquals(body, answer.substring(answer.indexOf("\r\n\r\n") + 4));
        }
        assertFalse(status != 200 && answer.endsWith("secret"), answer);
    }

    @Test
    void aNameThatIsTooLongIsNotFound() {
        assertTrue(stand.talk(get("/" + "n".repeat(300))).startsWith("HTTP/1.1 404 "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/../secret", "/dir/../../secret", "/.."})
    void anInternalRedirectCannotClimbEither(String target) {
        stand.at("/jump", x -> x.routing().redirect(target, null));
        String answer = stand.talk(get("/jump"));
        assertTrue(answer.startsWith("HTTP/1.1 404 "), answer);
    }

    @Test
    void aFolderWithoutSlashIsRedirectedWithItsNameEscaped() {
        String answer = stand.talk(get("/dir/in%20dir?a=b"));
        assertTrue(answer.startsWith("HTTP/1.1 301 "), answer);
        assertTrue(answer.contains("\r\nLocation: http://a:8080/dir/in%20dir/?a=b\r\n"), answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS"})
    void otherMethodsAreNotAllowed(String method) {
        String answer = stand.talk(method + " /a.html HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 405 Not Allowed\r\n"), answer);
    }

    @Test
    void headTellsTheSameAndSendsNoBody() {
        String get = stand.talk(get("/a.html"));
        String head = stand.talk("HEAD /a.html HTTP/1.1\r\nHost: a\r\n\r\n");
        assertEquals(get, head + "<a>");
        assertTrue(get.contains("\r\nContent-Type: text/html\r\n"), get);
        assertTrue(get.contains("\r\nContent-Length: 3\r\n"), get);
        assertTrue(get.contains("\r\nLast-Modified: " + MODIFIED + "\r\n"), get);
        assertTrue(get.contains("\r\nETag: \"65920080-3\"\r\n"), get);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "If-Modified-Since: Mon, 01 Jan 2024 00:00:00 GMT | 304",
                "If-Modified-Since: Mon, 01 Jan 2024 00:00:01 GMT | 200",
                "If-Modified-Since: nonsense | 200",
                "If-None-Match: \"65920080-3\" | 304",
                "If-None-Match: \"other\", W/\"65920080-3\" | 304",
                "If-None-Match: * | 304",
                "If-None-Match: \"65920080-4\" | 200",
            })
    void conditions(String field, int status) {
        String answer = stand.talk("GET /a.html HTTP/1.1\r\nHost: a\r\n" + field.strip() + "\r\n\r\n" + get("/page"));
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        assertTrue(answer.endsWith("\r\n\r\npage"), answer);
        if (status == 304) {
            String head = answer.substring(0, answer.indexOf("\r\n\r\n"));
            assertTrue(head.contains("ETag") && !head.contains("Content-"), head);
        }
    }

    @Test
    void anErrorPageIsNeverUnchanged() {
        String answer = stand.talk("GET /gone HTTP/1.1\r\nHost: a\r\nIf-None-Match: *\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 410 Gone\r\n") && answer.endsWith("<a>"), answer);
    }

    @Test
    void aBigFileReachesASlowClientWhole() throws IOException {
        byte[] bytes = new byte[3_000_000];
        new Random(1).nextBytes(bytes);
        Files.write(prefix.resolve("html/big"), bytes);
        ScriptedTransport client = stand.client();
        client.send(get("/big"));
        for (int rounds = 0; stand.log.isEmpty() && rounds < 10_000; rounds++) {
            client.room(7001);
            stand.loop.turn();
            assertTrue(stand.loop.worker().buffers().lent() <= 8, "chunks that wait");
        }
        byte[] written = client.writtenBytes();
        assertTrue(Arrays.equals(bytes, Arrays.copyOfRange(written, written.length - bytes.length, written.length)));
        assertEquals(List.of("200 GET /big HTTP/1.1"), stand.log);
    }

    @Test
    void aFileThatShrinksCutsTheConnection() throws IOException {
        Files.write(prefix.resolve("html/big"), new byte[1_000_000]);
        ScriptedTransport client = stand.client();
        client.room(1000);
        client.send(get("/big"));
        stand.loop.settle();
        Files.write(prefix.resolve("html/big"), "x".getBytes(StandardCharsets.US_ASCII));
        client.room(Long.MAX_VALUE);
        stand.loop.settle();
        assertTrue(client.isClosed());
    }

    @Test
    void closesTheFileWhenTheClientLeaves() throws IOException {
        Files.write(prefix.resolve("html/big"), new byte[1_000_000]);
        Path fds = Path.of("/proc/self/fd");
        long before = openBig();
        ScriptedTransport client = stand.client();
        client.room(1000);
        client.send(get("/big"));
        stand.loop.settle();
        assertEquals(before + 1, openBig());
        client.breakWith(new IOException("reset"));
        stand.loop.settle();
        assertEquals(before, openBig());
    }

    private long openBig() throws IOException {
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            Path big = prefix.resolve("html/big").toRealPath();
            return open.filter(fd -> {
                        try {
                            return Files.readSymbolicLink(fd).equals(big);
                        } catch (IOException gone) {
                            return false;
                        }
                    })
                    .count();
        }
    }

    @Test
    void aRootThatIsAbsoluteIsTakenAsItIs() {
        stand.at("/secret", handler(prefix.toString()));
        assertTrue(stand.talk(get("/secret")).endsWith("\r\n\r\nsecret"));
    }
}
