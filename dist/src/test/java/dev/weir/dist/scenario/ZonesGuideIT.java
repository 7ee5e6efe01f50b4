package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Scenario.echoOnce;
import static dev.weir.dist.scenario.Scenario.idle;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.dist.scenario.GuideBlock.Command;
import dev.weir.testkit.Distribution;
import dev.weir.testkit.Frame;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.WeirServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide to zones: what it shows is printed, and its configurations are right. */
class ZonesGuideIT {
    private static final String GUIDE = "zones.md";

    @TempDir
    private Path folder;

    @Test
    void everyCommandPrintsWhatTheGuideSays() {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = WeirServer.of(GuideBlock.of(GUIDE, "nginx")
                                .get(0)
                                .text()
                                .replace("8080", "127.0.0.1:@port@")
                                .replace("5000", "" + upstream.port()))
                        .start()) {
            try (RawWebSocket client = RawWebSocket.open(weir.port(), "/", "X-Api-Key: alice")) {
                for (int i = 0; i < 3; i++) {
                    echoOnce(client, Frame.TEXT, "0123456789");
                }
                client.leave();
            }
            idle(weir);
            for (GuideBlock block : GuideBlock.of(GUIDE, "console")) {
                block.commands().forEach(command -> run(block, command, weir.port()));
            }
        }
    }

    private static void run(GuideBlock block, Command command, int port) {
        String line = command.line().replace("8080", "" + port).replace("curl ", "curl -sS ");
        Distribution.Finished said = Distribution.runCommand(List.of("sh", "-c", line + " 2>&1"), Map.of());
        assertTrue(
                command.prints(said.output()),
                () -> GUIDE + ", line " + block.line() + ": " + command + "\nbut it prints\n" + said.output());
    }

    @Test
    void everyConfigurationIsRight() throws IOException {
        for (GuideBlock block : GuideBlock.of(GUIDE, "nginx")) {
            Path prefix = Files.createDirectories(folder.resolve("" + block.line()));
            Files.createDirectories(prefix.resolve("logs"));
            boolean whole = block.text().startsWith("http {");
            String text = whole ? block.text() : "http { server { " + block.text() + " } }";
            Path file = Files.writeString(prefix.resolve("guide.conf"), text);
            Distribution.Finished said =
                    Distribution.underTest().run("-t", "-q", "-p", prefix.toString(), "-c", file.toString());
            assertEquals(new Distribution.Finished(0, "", ""), said, "line " + block.line());
        }
    }
}
