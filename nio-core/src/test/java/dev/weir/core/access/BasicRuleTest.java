package dev.weir.core.access;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.HttpStand;
import dev.weir.core.loop.ScriptedTransport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BasicRuleTest {
    /** "slow:" hashes are compared beside the worker, once the test lets them. */
    private final CountDownLatch released = new CountDownLatch(1);

    private final PasswordCheck passwords = new PasswordCheck(new PasswordCheck.Hashes() {
        @Override
        public boolean isKnown(String hash) {
            return !hash.startsWith("$y$");
        }

        @Override
        public boolean isSlow(String hash) {
            return hash.startsWith("slow-");
        }

        @Override
        public boolean matches(String password, String hash) {
            if (isSlow(hash)) {
                try {
                    released.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return hash.replace("slow-", "").equals(password);
        }
    });

    @TempDir
    private Path folder;

    private HttpStand stand() throws IOException {
        write("# staff\r\nann:secret:the first\r\nbob:slow-secret\nann:second\n\n:none\nlast:end");
        BasicRule rule = new BasicRule(
                x -> x.uri().startsWith("/open") ? "off" : "closed site",
                x -> x.uri().startsWith("/lost") ? "lost" : "users",
                new PasswordFiles(folder),
                passwords);
        return new HttpStand()
                .gate(new AccessGate(List.of(rule), false, Duration.ZERO))
                .text("/", "in");
    }

    private void write(String users) throws IOException {
        Files.writeString(folder.resolve("users"), users);
    }

    private static String request(String target, String pair) {
        String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.ISO_8859_1));
        return "GET " + target + " HTTP/1.1\r\nHost: a\r\nAuthorization: basic " + encoded + "\r\n\r\n";
    }

    @ParameterizedTest
    @CsvSource({
        "/, ann:secret, 200",
        "/, ann:second, 401",
        "/, ann:wrong, 401",
        "/, ann, 401",
        "/, ':none', 401",
        "/, '# staff:x', 401",
        "/, last:end, 200",
        "/, nobody:secret, 401",
        "/lost, ann:secret, 403",
        "/open, nobody:x, 200",
    })
    void asksForUserAndPassword(String target, String pair, int status) throws IOException {
        String answer = stand().talk(request(target, pair));
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        assertEquals(status == 401, answer.contains("WWW-Authenticate: Basic realm=\"closed site\"\r\n"), answer);
    }

    @Test
    void whatIsNoCredentialsIsAskedForThem() throws IOException {
        HttpStand stand = stand();
        for (String field : List.of("", "Authorization: Basic !!!\r\n", "Authorization: Bearer YTpi\r\n")) {
            String answer = stand.talk("GET / HTTP/1.1\r\nHost: a\r\n" + field + "\r\n");
            assertTrue(answer.startsWith("HTTP/1.1 401 "), answer);
        }
    }

    @Test
    void aChangedFileCountsAtOnce() throws IOException {
        HttpStand stand = stand();
        assertTrue(stand.talk(request("/", "new:word")).startsWith("HTTP/1.1 401 "));
        write("new:word\n");
        assertTrue(stand.talk(request("/", "new:word")).startsWith("HTTP/1.1 200 "));
    }

    @Test
    void aSlowHashKeepsTheWorkerFree() throws IOException {
        HttpStand stand = stand();
        ScriptedTransport slow = stand.client();
        slow.send(request("/", "bob:secret"));
        ScriptedTransport wrong = stand.client();
        wrong.send(request("/", "bob:wrong"));
        stand.loop.settle();
        assertTrue(stand.talk(request("/", "ann:secret")).startsWith("HTTP/1.1 200 "), "another is answered meanwhile");
        assertEquals("", slow.written());
        released.countDown();
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            stand.loop.settle();
            return !slow.written().isEmpty() && !wrong.written().isEmpty();
        });
        assertTrue(slow.written().startsWith("HTTP/1.1 200 "), slow.written());
        assertTrue(wrong.written().startsWith("HTTP/1.1 401 "), wrong.written());
    }
}
