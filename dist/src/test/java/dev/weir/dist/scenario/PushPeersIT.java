package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Scenario.example;
import static dev.weir.dist.scenario.Scenario.soon;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.testkit.WeirServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** WebSocket clients of others are pushed to by examples/push.conf; {@link PushPageIT} does it with a browser. */
class PushPeersIT {
    private static final String LARGE = "large ".repeat(50_000);

    /** Says what it hears, one line for each message. */
    private static final String NPM_CLIENT = """
            const WebSocket = require('ws');
            const socket = new WebSocket(`ws://127.0.0.1:${process.argv[2]}/ws`);
            socket.on('error', error => console.log(`error ${error.message}`));
            socket.on('message', (data, isBinary) => {
              const text = isBinary ? data.toString('hex') : data.toString();
              console.log(isBinary ? 'binary' : 'text', data.length, text.slice(0, 80));
            });
            socket.on('close', (code, reason) => console.log(`closed ${code} ${reason} ${socket.extensions}`));
            """;

    @TempDir
    private Path folder;

    private WeirServer weir;

    @BeforeEach
    void start() {
        String text = example("push.conf").replace("8080", "@port@").replace("8081", "@push@");
        weir = WeirServer.of(text).start();
    }

    @AfterEach
    void stop() {
        weir.close();
    }

    /** What is pushed to either, and what each is to hear. */
    private static List<String> pushTo(PushUrl url) {
        assertEquals(204, url.post("Grüße"));
        assertEquals(204, url.post(""));
        assertEquals(204, url.postBinary(new byte[] {0, 1, (byte) 0xff}));
        assertEquals(204, url.post(LARGE));
        assertEquals(204, url.delete("?code=4000&reason=enough"));
        return List.of("text 7 Grüße", "text 0 ", "binary 3 0001ff", "text 300000 " + LARGE.substring(0, 80));
    }

    @Test
    void theJdksClientIsPushedTo() {
        Listener heard = new Listener();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + weir.port() + "/ws"), heard)
                .orTimeout(15, SECONDS)
                .join();
        try {
            soon().until(() -> heard.lines.size() == 1);
            List<String> expected = pushTo(heard.url());
            soon().until(() -> heard.lines.size() == 6);
            assertEquals(expected, heard.lines.subList(1, 5));
            assertEquals("closed 4000 enough", heard.lines.get(5));
        } finally {
            socket.abort();
        }
    }

    @Test
    @EnabledIf("dev.weir.dist.scenario.NodePeersIT#isInstalled")
    void npmsWsIsPushedToAndCompresses() throws IOException {
        Path script = Files.writeString(folder.resolve("client.js"), NPM_CLIENT);
        Path said = folder.resolve("said");
        ProcessBuilder node = new ProcessBuilder("node", script.toString(), "" + weir.port())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        node.environment().put("NODE_PATH", NodePeersIT.MODULES.toString());
        Process client = node.start();
        try {
            soon().until(() -> Files.readString(said).endsWith("\n"));
            List<String> expected =
                    pushTo(new PushUrl(Files.readString(said).strip().split(" ")[2]));
            soon().until(() -> !client.isAlive());
            List<String> lines = Files.readAllLines(said);
            assertEquals(expected, lines.subList(1, 5));
            assertEquals(List.of("closed 4000 enough permessage-deflate"), lines.subList(5, lines.size()));
        } finally {
            client.destroyForcibly();
        }
    }

    /** Writes down what it hears as the other client does. Thread: those of the client. */
    private static final class Listener implements WebSocket.Listener {
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final StringBuilder text = new StringBuilder();

        PushUrl url() {
            return new PushUrl(lines.get(0).split(" ")[2]);
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                int bytes = text.toString().getBytes(UTF_8).length;
                lines.add("text " + bytes + " " + text.substring(0, Math.min(80, text.length())));
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer part, boolean last) {
            byte[] bytes = new byte[part.remaining()];
            part.get(bytes);
            lines.add("binary " + bytes.length + " " + HexFormat.of().formatHex(bytes));
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            lines.add("closed " + code + " " + reason);
            return null;
        }
    }
}
