package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Scenario.example;
import static dev.weir.dist.scenario.Scenario.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Distribution;
import dev.weir.testkit.Frame;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.WeirServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The example of the guide to hooks, with its backend in Python; only where Python 3 is installed. */
@EnabledIf("isInstalled")
class HookExampleIT {
    @TempDir
    private Path folder;

    static boolean isInstalled() {
        return Distribution.runCommand(
                                List.of("sh", "-c", "python3 -c 'import sys; assert sys.version_info > (3, 7)'"),
                                Map.of())
                        .exitCode()
                == 0;
    }

    private Process backend(WeirServer weir) throws IOException {
        Path script = folder.resolve("backend.py");
        Files.writeString(script, example("hooks/backend.py"));
        return new ProcessBuilder("python3", script.toString(), "" + weir.port("app"), "" + weir.port("push"))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
    }

    private static String knock(WeirServer weir, String target) {
        try (RawWebSocket client = RawWebSocket.connect(weir.port())) {
            client.send(RawWebSocket.handshake(target, "Connection: close"));
            return client.readToEnd();
        }
    }

    private static void say(RawWebSocket client, String text) {
        client.send(Frame.fromClient(Frame.TEXT, text));
    }

    @Test
    void isAChatRoom() throws IOException {
        String text = example("hooks.conf")
                .replace("listen 8080", "listen 127.0.0.1:@port@")
                .replace("8081", "@push@")
                .replace("8000", "@app@");
        try (WeirServer weir = WeirServer.of(text).start()) {
            assertTrue(knock(weir, "/chat").startsWith("HTTP/1.1 502 "), "nobody is there yet");
            Process backend = backend(weir);
            try {
                soon().until(() -> knock(weir, "/chat").startsWith("HTTP/1.1 403 "));
                chat(weir);
            } finally {
                backend.destroyForcibly();
                soon().until(() -> !backend.isAlive());
            }
        }
    }

    private static void chat(WeirServer weir) {
        try (RawWebSocket ann = RawWebSocket.open(weir.port(), "/chat?name=ann");
                RawWebSocket bob = RawWebSocket.open(weir.port(), "/chat?name=bob")) {
            String refusal = knock(weir, "/chat?name=bob");
            assertTrue(refusal.endsWith("say ?name= with a name that nobody has\n"), refusal);
            say(ann, "hello");
            assertEquals("ann: hello", ann.readFrame().payload());
            assertEquals("ann: hello", bob.readFrame().payload());
            say(bob, "/who");
            assertEquals("ann, bob", bob.readFrame().payload());
            ann.leave();
            assertEquals("ann left after 0 s (close)", bob.readFrame().payload());
            try (RawWebSocket again = RawWebSocket.open(weir.port(), "/chat?name=ann")) {
                say(again, "back");
                assertEquals("ann: back", bob.readFrame().payload());
            }
        }
    }
}
