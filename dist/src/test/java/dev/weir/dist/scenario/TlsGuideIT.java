package dev.weir.dist.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.dist.scenario.GuideBlock.Command;
import dev.weir.testkit.Distribution;
import dev.weir.testkit.TestCertificates;
import dev.weir.testkit.WeirServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide to TLS: its commands make a certificate and print what it says, and its configurations are right. */
class TlsGuideIT {
    private static final String GUIDE = "tls.md";

    @TempDir
    private Path folder;

    @Test
    void everyCommandPrintsWhatTheGuideSays() {
        List<GuideBlock> consoles = GuideBlock.of(GUIDE, "console");
        run(consoles.get(0), "8443");
        String text = GuideBlock.of(GUIDE, "nginx")
                .get(0)
                .text()
                .replace("8443", "127.0.0.1:@port@")
                .replace("cert.pem", folder.resolve("cert.pem").toString())
                .replace("key.pem", folder.resolve("key.pem").toString());
        try (WeirServer weir = WeirServer.of(text).start()) {
            for (GuideBlock block : consoles.subList(1, consoles.size())) {
                run(block, "" + weir.port());
            }
        }
    }

    private void run(GuideBlock block, String port) {
        for (Command command : block.commands()) {
            String line = command.line().replace("8443", port).replace("curl ", "curl -sS ");
            String there = "cd '" + folder + "' && " + line + " 2>&1";
            Distribution.Finished said = Distribution.runCommand(List.of("sh", "-c", there), Map.of());
            assertEquals(0, said.exitCode(), said.output());
            assertTrue(
                    command.prints(said.output()),
                    () -> GUIDE + ", line " + block.line() + ": " + command + "\nbut it prints\n" + said.output());
        }
    }

    @Test
    void everyConfigurationIsRight() throws IOException {
        TestCertificates certificates =
                new TestCertificates(folder).authority("ca").ec("localhost", "ca");
        for (GuideBlock block : GuideBlock.of(GUIDE, "nginx")) {
            Path prefix = Files.createDirectories(folder.resolve("" + block.line()));
            Files.createDirectories(prefix.resolve("logs"));
            Files.copy(certificates.file("localhost.pem"), prefix.resolve("cert.pem"));
            Files.copy(certificates.file("localhost.key"), prefix.resolve("key.pem"));
            Files.copy(certificates.file("ca.pem"), prefix.resolve("ca.pem"));
            Path file = Files.writeString(
                    prefix.resolve("guide.conf"), block.text().replace("service.example", "127.0.0.1"));
            Distribution.Finished said =
                    Distribution.underTest().run("-t", "-q", "-p", prefix.toString(), "-c", file.toString());
            assertEquals(new Distribution.Finished(0, "", ""), said, "line " + block.line());
        }
    }
}
