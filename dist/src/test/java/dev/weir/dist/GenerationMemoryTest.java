package dev.weir.dist;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.weir.testkit.Frame;
import dev.weir.testkit.Ports;
import dev.weir.testkit.RawWebSocket;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reload leaves behind goes with its last connection. */
class GenerationMemoryTest {
    private static final String TEXT = """
            error_log logs/error.log;
            http {
                access_log logs/access.log;
                upstream group { server 127.0.0.1:9; keepalive 2; }
                map $uri $mapped { default 1; }
                server {
                    listen 127.0.0.1:@port@;
                    location /ws { websocket_echo; }
                    location /group { proxy_pass http://group; }
                    location / { return 200 %s$mapped; }
                }
            }
            """;

    @TempDir
    private Path folder;

    private final Ports ports = new Ports();

    private CommandLine commandLine() throws CommandLine.Wrong {
        return CommandLine.parse(new String[] {"-p", folder.toString(), "-c", "weir.conf"}, folder, folder);
    }

    private Configuration configuration(String text) throws Exception {
        Files.writeString(folder.resolve("weir.conf"), ports.fillIn(TEXT.formatted(text)));
        Configuration configuration = Configuration.read(commandLine());
        assertFalse(
                configuration.diagnostics().hasErrors(),
                configuration.diagnostics().toString());
        return configuration;
    }

    private static void ask(RawWebSocket client, String expected) {
        client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        client.readHead();
        assertEquals(expected, new String(client.read(expected.length())));
    }

    @Test
    void itsMemoryIsFreed() throws Exception {
        Engine engine = new Engine(configuration("one"), commandLine());
        ports.release();
        engine.start();
        try (RawWebSocket idle = RawWebSocket.connect(ports.port("port"))) {
            WeakReference<Object> second = takeUp(engine, "two");
            ask(idle, "two1");
            RawWebSocket live = RawWebSocket.open(ports.port("port"), "/ws");
            takeUp(engine, "three");
            live.send(Frame.fromClient(Frame.TEXT, "still here"));
            assertEquals("still here", live.readFrame().payload());
            System.gc();
            assertNotNull(second.get(), "it still serves a connection");
            live.close();
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                System.gc();
                return second.get() == null;
            });
            ask(idle, "three1");
        } finally {
            engine.stop();
        }
    }

    /** Puts a configuration in force; the answer names something that belongs to it alone. */
    private WeakReference<Object> takeUp(Engine engine, String text) throws Exception {
        Plan plan = engine.plan(configuration(text));
        engine.enter(plan);
        return new WeakReference<>(plan.sites().get(0).hosts().defaultServer());
    }

    @Test
    void aFailedReloadLeavesTheOldOneInForce() throws Exception {
        Engine engine = new Engine(configuration("one"), commandLine());
        ports.release();
        engine.start();
        try (RawWebSocket idle = RawWebSocket.connect(ports.port("port"))) {
            ask(idle, "one1");
            Files.writeString(folder.resolve("weir.conf"), "http { server { listen 127.0.0.1:0x; } }");
            new Reload(engine, commandLine()).run();
            assertEquals(1, engine.generation());
            ask(idle, "one1");
        } finally {
            engine.stop();
        }
    }
}
