package dev.weir.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Distribution;
import dev.weir.testkit.Distribution.Finished;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything of {@code bin/weir} that is over in a moment. */
class CommandsIT {
    private final Distribution weir = Distribution.underTest();

    @TempDir
    private Path folder;

    @Test
    void versionIsOneLineOnStandardError() {
        assertEquals(new Finished(0, "", "weir version: weir/0.1.0\n"), weir.run("-v"));
    }

    @Test
    void buildNamesTheRuntime() {
        Finished said = weir.run("-V");
        assertEquals(0, said.exitCode());
        assertTrue(said.errors().contains(Runtime.version().toString()), said.errors());
        assertTrue(said.errors().contains(weir.home().toString()), said.errors());
    }

    @Test
    void helpNamesEveryOption() {
        String said = weir.run("-h").errors();
        for (String option :
                List.of("-v", "-V", "-t", "-T", "-q", "-s", "-p", "-e", "-c", "-g", "--from-nginx", "--reference")) {
            assertTrue(said.contains("\n  " + option + " "), option + " is missing in\n" + said);
        }
        assertEquals(said, weir.run("-?").errors());
        assertEquals(said, weir.run("--help").errors());
    }

    @Test
    void aWrongOptionIsOneLine() {
        assertEquals(new Finished(1, "", "weir: invalid option: \"-x\"; weir -h lists the options\n"), weir.run("-x"));
        assertEquals(
                new Finished(1, "", "weir: invalid option: \"start\"; weir -h lists the options\n"), weir.run("start"));
    }

    @Test
    void tellsWhatBecomesOfAnNginxConfiguration() throws IOException {
        Path good = Files.writeString(folder.resolve("good.conf"), "events { } http { }\n");
        Finished said = weir.run("--from-nginx", good.toString());
        assertEquals(0, said.exitCode(), said.errors());
        assertTrue(said.output().endsWith("Weir runs this configuration.\n"), said.output());
        Path bad = Files.writeString(folder.resolve("bad.conf"), "stream { }\n");
        said = weir.run("--from-nginx", bad.toString());
        assertEquals(1, said.exitCode());
        assertTrue(said.output().contains(bad + ":1: stream: not planned"), said.output());
    }

    @Test
    void signalsDoNotRepeatWarnings() throws IOException, InterruptedException {
        Path configuration = Files.writeString(folder.resolve("warns.conf"), "user nobody;\n");
        Finished said = weir.run("-p", folder.toString(), "-c", configuration.toString(), "-s", "reopen");
        assertFalse(said.errors().contains("warning"), said.errors());
    }

    @Test
    void aSignalToNobodyIsOneLine() throws IOException {
        configure("http { }");
        Finished said = weir.run("-p", folder.toString(), "-s", "stop");
        String message = "weir: no pid file \"" + folder + "/logs/weir.pid\": Weir is not running\n";
        assertEquals(new Finished(1, "", message), said);
    }

    @Test
    void aMissingConfigurationStartsNothing() {
        Finished said = weir.run("-p", folder.toString(), "-c", "none.conf");
        assertEquals(1, said.exitCode());
        assertTrue(said.errors().contains(folder + "/none.conf"), said.errors());
        assertFalse(said.errors().contains("Exception"), said.errors());
        assertFalse(Files.exists(folder.resolve("logs/weir.pid")));
    }

    @Test
    void aSignalToAProcessThatIsGoneIsOneLine() throws IOException {
        configure("http { }");
        Files.createDirectories(folder.resolve("logs"));
        Process gone = new ProcessBuilder("true").start();
        assertEquals(0, gone.onExit().join().exitValue());
        for (String pid : List.of(Long.toString(gone.pid()), "1", "0", "-1", "x", "")) {
            Files.writeString(folder.resolve("logs/weir.pid"), pid + "\n");
            Finished said = weir.run("-p", folder.toString(), "-s", "reload");
            assertEquals(1, said.exitCode(), pid);
            assertEquals(1, said.errors().lines().count(), said.errors());
            assertTrue(said.errors().contains("logs/weir.pid"), said.errors());
        }
    }

    @Test
    void anAddressThatIsTakenIsToldInTheErrorLogToo() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            configure("error_log logs/error.log;\nhttp { server { listen 127.0.0.1:" + taken.getLocalPort() + "; } }");
            Finished said = weir.run("-p", folder.toString());
            assertEquals(1, said.exitCode());
            assertTrue(said.errors().contains("weir: cannot listen on 127.0.0.1:"), said.errors());
        }
        String log = Files.readString(folder.resolve("logs/error.log"));
        assertTrue(log.contains("[emerg]") && log.contains("cannot listen on 127.0.0.1:"), log);
    }

    @Test
    void aConfigurationWithoutServersWarns() throws IOException {
        configure("http { }");
        Finished said = weir.run("-p", folder.toString(), "-t");
        assertEquals(0, said.exitCode());
        assertTrue(said.errors().contains("warning: no server is configured"), said.errors());
    }

    /** The shell makes the folder: this JVM may be without a locale too. */
    @Test
    void namesOfFilesNeedNoLocale() throws IOException {
        Files.writeString(folder.resolve("a.conf"), "events {} pid \u00e4/weir.pid; include \u00e4/*.conf;\n");
        String script = "cd \"$0\" && mkdir $(printf '\\303\\244') && echo 'nonsense;' >$(printf '\\303\\244')/x.conf";
        Distribution.runCommand(List.of("sh", "-c", script, folder.toString()), Map.of());
        for (String locale : List.of("C", "POSIX", "en_US.ISO-8859-1", "C.UTF-8")) {
            Finished said = weir.run(
                    List.of("-p", folder.toString(), "-c", "a.conf", "-t"), Map.of("LC_ALL", locale, "LANG", ""));
            String expected = folder + "/\u00e4/x.conf:1:1: error: unknown directive \"nonsense\"";
            assertTrue(said.errors().startsWith(expected), locale + ": " + said.errors());
        }
    }

    @Test
    void theDefaultConfigurationIsGood() {
        assertEquals(new Finished(0, "", ""), weir.run("-tq"));
        Finished said = weir.run("-t");
        assertEquals(0, said.exitCode());
        assertTrue(said.errors().endsWith("weir.conf test is successful\n"), said.errors());
    }

    @Test
    void aLinkToTheLauncherFindsItsDistribution() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("weir"), weir.launcher());
        Finished said = Distribution.runCommand(List.of(link.toString(), "-V"), Map.of());
        assertTrue(said.errors().contains("home: " + weir.home() + "\n"), said.errors());
    }

    @Test
    void withoutJavaItSaysWhatItNeeds() throws IOException {
        // A PATH with the few tools that the launcher itself calls, but no java.
        Path tools = Files.createDirectory(folder.resolve("tools"));
        for (String tool : List.of("readlink", "sed")) {
            Files.createSymbolicLink(tools.resolve(tool), which(tool));
        }
        Map<String, String> bare = Map.of("JAVA_HOME", "", "PATH", tools.toString());
        String message = "weir: needs Java 17 or later, in JAVA_HOME or in PATH; found none\n";
        assertEquals(new Finished(1, "", message), weir.run(List.of("-v"), bare));

        Path old = script(tools.resolve("java"), "echo 'openjdk version \"1.8.0_302\"' >&2");
        message = "weir: needs Java 17 or later, in JAVA_HOME or in PATH; " + old + " is version 1.8.0_302\n";
        assertEquals(new Finished(1, "", message), weir.run(List.of("-v"), bare));
    }

    @Test
    void aJavaHomeThatIsTooOldIsPassedOverForThePath() throws IOException {
        Files.createDirectories(folder.resolve("old/bin"));
        script(folder.resolve("old/bin/java"), "exit 3");
        Files.writeString(folder.resolve("old/release"), "JAVA_VERSION=\"11.0.2\"\n");
        String path = System.getProperty("java.home") + "/bin:" + System.getenv("PATH");
        Map<String, String> environment =
                Map.of("JAVA_HOME", folder.resolve("old").toString(), "PATH", path);
        assertEquals(0, weir.run(List.of("-v"), environment).exitCode());
    }

    @Test
    void theStartUpArchiveOfThisRuntimeIsInUse() throws IOException {
        Path classes = folder.resolve("classes.log");
        Map<String, String> environment = Map.of(
                "WEIR_JAVA_OPTS", "-Xlog:class+load:file=" + classes, "JAVA_HOME", System.getProperty("java.home"));
        assertEquals(0, weir.run(List.of("-tq"), environment).exitCode());
        String main = Files.readAllLines(classes).stream()
                .filter(line -> line.contains("dev.weir.dist.Main "))
                .findFirst()
                .orElseThrow();
        assertTrue(main.contains("shared objects file"), main);
    }

    private void configure(String text) throws IOException {
        Files.createDirectories(folder.resolve("conf"));
        Files.writeString(folder.resolve("conf/weir.conf"), text);
    }

    private static Path which(String tool) {
        Finished said = Distribution.runCommand(List.of("sh", "-c", "command -v " + tool), Map.of());
        return Path.of(said.output().strip());
    }

    private static Path script(Path file, String text) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
