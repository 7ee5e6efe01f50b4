package dev.weir.dist.scenario;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Distribution;
import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.WeirServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The guide to logs: its configurations are right, and its ways of rotating rotate. */
class LogGuideIT {
    private static final String GUIDE = "logs.md";
    private static final Path LOGROTATE = Path.of("/usr/sbin/logrotate");
    private static final String CONFIGURATION = """
            http { server { listen 127.0.0.1:@port@; access_log logs/websocket.log;
                location / { return 204; } } }
            """;

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> theConfigurationsAreRight() {
        return GuideBlock.of(GUIDE, "nginx").stream()
                .map(block -> DynamicTest.dynamicTest("line " + block.line(), () -> {
                    Files.createDirectories(folder.resolve("logs"));
                    Path file = Files.createTempFile(folder, "guide", ".conf");
                    Files.writeString(
                            file,
                            "http { " + block.text()
                                    + " server { listen 127.0.0.1:8080; location / { return 204; } } }");
                    Distribution.Finished test =
                            Distribution.underTest().run("-t", "-p", folder.toString(), "-c", file.toString());
                    assertEquals(0, test.exitCode(), test.errors());
                }));
    }

    @Test
    void theCommandsRotate() {
        try (WeirServer weir = WeirServer.of(CONFIGURATION).start()) {
            String home = Distribution.underTest().home().toString();
            String commands = GuideBlock.of(GUIDE, "sh")
                    .get(0)
                    .text()
                    .replace("bin/weir -s", home + "/bin/weir -p . -c conf/weir.conf -s");
            rotates(weir, List.of("sh", "-c", "cd " + weir.prefix() + " && " + commands));
        }
    }

    static boolean hasLogrotate() {
        return Files.isExecutable(LOGROTATE);
    }

    @Test
    @EnabledIf("hasLogrotate")
    void theRecipeRotates() throws IOException {
        try (WeirServer weir = WeirServer.of(CONFIGURATION).start()) {
            Path recipe = folder.resolve("recipe");
            Files.writeString(
                    recipe,
                    GuideBlock.of(GUIDE, "logrotate")
                            .get(0)
                            .text()
                            .replace(
                                    "/var/log/weir",
                                    weir.prefix().resolve("logs").toString())
                            .replace(
                                    "/run/weir.pid",
                                    weir.prefix().resolve("logs/weir.pid").toString()));
            rotates(
                    weir,
                    List.of(
                            LOGROTATE.toString(),
                            "-f",
                            "-s",
                            folder.resolve("state").toString(),
                            recipe.toString()));
        }
    }

    /** What the recipe does to Weir, where there is no logrotate. */
    @Test
    void theRecipesCommandReopens() throws IOException {
        try (WeirServer weir = WeirServer.of(CONFIGURATION).start()) {
            String recipe = GuideBlock.of(GUIDE, "logrotate").get(0).text();
            String command = recipe.substring(recipe.indexOf("postrotate") + 10, recipe.indexOf("endscript"))
                    .replace(
                            "/run/weir.pid",
                            weir.prefix().resolve("logs/weir.pid").toString());
            String move = "cd " + weir.prefix() + "/logs && mv websocket.log websocket.log.1";
            rotates(weir, List.of("sh", "-c", move + " && " + command.strip()));
        }
    }

    private static void rotates(WeirServer weir, List<String> command) {
        PlainHttp.get(weir.port(), "/before");
        Scenario.awaitLog(weir, "websocket.log", "/before");
        Distribution.Finished done = Distribution.runCommand(command, Map.of());
        assertEquals(0, done.exitCode(), done.errors());
        await().atMost(Duration.ofSeconds(15)).until(() -> Files.exists(weir.log("websocket.log")));
        PlainHttp.get(weir.port(), "/after");
        Scenario.awaitLog(weir, "websocket.log", "/after");
        assertTrue(weir.logLines("websocket.log.1").get(0).contains("/before"));
    }
}
