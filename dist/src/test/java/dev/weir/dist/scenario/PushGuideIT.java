package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Scenario.example;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.dist.scenario.GuideBlock.Command;
import dev.weir.testkit.Distribution;
import dev.weir.testkit.Frame;
import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.WeirServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The guide to push: its commands print what it says and push what it says, and its configurations are right. */
class PushGuideIT {
    private static final String GUIDE = "push.md";

    @TempDir
    private Path folder;

    /** Commands of the shell that a test machine may lack. */
    @Test
    void theToolsOfTheGuideAreThere() {
        for (String tool : List.of("curl", "http")) {
            int exitCode = Distribution.runCommand(List.of("sh", "-c", "command -v " + tool), Map.of())
                    .exitCode();
            assertEquals(
                    0,
                    exitCode,
                    "the guide uses " + tool + ", which is not there: install it with"
                            + " \"apt-get install curl httpie\", or run .ci/run, which does");
        }
    }

    @Test
    void everyCommandPrintsWhatTheGuideSays() {
        String text = example("push.conf").replace("8080", "@port@").replace("8081", "@push@");
        try (WeirServer weir = WeirServer.of(text).start();
                RawWebSocket client = RawWebSocket.open(weir.port(), "/ws?room=tea")) {
            String url = hello(client);
            for (GuideBlock block : GuideBlock.of(GUIDE, "console")) {
                for (Command command : block.commands()) {
                    run(block, command, weir.port("push"), url);
                }
            }
            for (String pushed : List.of("Hello, browser", "123\n")) {
                assertEquals(Frame.fromServer(Frame.TEXT, pushed), client.readFrame());
            }
            for (int i = 0; i < 2; i++) {
                assertEquals(Frame.fromServer(Frame.BINARY, "\u00ca\u00fe"), client.readFrame());
            }
            for (String pushed : List.of("Hello", "Tea is ready")) {
                assertEquals(Frame.fromServer(Frame.TEXT, pushed), client.readFrame());
            }
            assertEquals(Frame.fromServer(Frame.CLOSE, Frame.closePayload(4000, "enough")), client.readFrame());
        }
    }

    private void run(GuideBlock block, Command command, int port, String url) {
        if (command.line().startsWith("URL=")) {
            assertEquals(
                    url.replaceFirst("//.*?@", "//ID@"),
                    command.line().substring(4).replace("8081", "" + port));
            return;
        }
        // Neither progress nor a terminal of its own: what a reader sees, and all of it.
        String line = "cd " + folder + " && "
                + command.line().replace("8081", "" + port).replace("curl ", "curl -sS ");
        Distribution.Finished said = Distribution.runCommand(List.of("sh", "-c", line + " 2>&1"), Map.of("URL", url));
        assertTrue(
                command.prints(said.output()),
                () -> GUIDE + ", line " + block.line() + ": " + command + "\nbut it prints\n" + said.output());
    }

    private static String hello(RawWebSocket client) {
        return client.readFrame().payload();
    }

    @Test
    void theSmallestConfigurationPushesWhereTheClientCameIn() {
        String text = GuideBlock.of(GUIDE, "nginx").get(0).text().replace("8080", "127.0.0.1:@port@");
        try (WeirServer weir = WeirServer.of(text).start();
                RawWebSocket client = RawWebSocket.open(weir.port(), "/ws")) {
            String url = hello(client);
            assertTrue(url.endsWith("@127.0.0.1:" + weir.port() + "/ws"), url);
            List<String> post = List.of("curl", "-sS", "-d", "Hello", url);
            assertEquals(new Distribution.Finished(0, "", ""), Distribution.runCommand(post, Map.of()));
            assertEquals(Frame.fromServer(Frame.TEXT, "Hello"), client.readFrame());
        }
    }

    @TestFactory
    Stream<DynamicTest> everyConfigurationIsRight() {
        return GuideBlock.of(GUIDE, "nginx").stream()
                .map(block -> DynamicTest.dynamicTest("line " + block.line(), () -> check(block)));
    }

    private void check(GuideBlock block) throws IOException {
        Path prefix = Files.createDirectories(folder.resolve("" + block.line()));
        Files.createDirectories(prefix.resolve("logs"));
        Files.writeString(prefix.resolve("weir.secret"), "0123456789abcdef");
        Path file = Files.writeString(prefix.resolve("guide.conf"), around(block.text()));
        Distribution.Finished said =
                Distribution.underTest().run("-t", "-q", "-p", prefix.toString(), "-c", file.toString());
        assertEquals(new Distribution.Finished(0, "", ""), said);
    }

    private static String around(String text) {
        if (text.startsWith("http {")) {
            return text;
        }
        return "http { " + (text.startsWith("location") ? "server { " + text + " }" : text + " server { }") + " }";
    }

    @Test
    void theLocationForThoseWhoComeFromAwsWorks() {
        String text = "http { server { listen 127.0.0.1:@port@; location /ws { websocket; websocket_push_url"
                + " http://127.0.0.1:@port@; } " + find("location /@connections \\{[^`]*}") + " } }";
        try (WeirServer weir = WeirServer.of(text).start();
                RawWebSocket client = RawWebSocket.open(weir.port(), "/ws")) {
            String id = hello(client).replaceFirst("http://(.*)@.*", "$1");
            // The signing clients of AWS escape the "@".
            for (String at : List.of("@", "%40")) {
                PlainHttp.Answer answer = PlainHttp.say(
                        weir.port(),
                        "POST /" + at + "connections/" + id
                                + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi");
                assertEquals(204, answer.status());
                assertEquals(Frame.fromServer(Frame.TEXT, "hi"), client.readFrame());
            }
        }
    }

    private static String find(String pattern) {
        try {
            Matcher found = Pattern.compile(pattern).matcher(Files.readString(Path.of("../docs/guides", GUIDE)));
            assertTrue(found.find(), pattern);
            return found.group();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
