package dev.weir.dist;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Distribution;
import dev.weir.testkit.Distribution.Finished;
import dev.weir.testkit.WeirServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher and the JVM together, from start to exit. */
class LifecycleIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String CONFIGURATION = """
            error_log stderr info;
            events { }
            http { server { listen 127.0.0.1:@port@; location / { return 204; } } }
            """;

    @TempDir
    private Path folder;

    private static WeirServer start() {
        return WeirServer.of(CONFIGURATION).start();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "QUIT"})
    void endsOnSignalWithExitCodeZeroAndWithoutPidFile(String signal) {
        try (WeirServer weir = start()) {
            weir.signal(signal);
            assertEquals(0, weir.awaitExit(), weir.errors());
            assertFalse(Files.exists(weir.log("weir.pid")));
            assertFalse(weir.errors().contains("Full thread dump"), weir.errors());
            assertEquals("", weir.output());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HUP", "USR1"})
    void goesOnAfterSignal(String signal) {
        try (WeirServer weir = start()) {
            weir.signal(signal);
            weir.signal(signal);
            // Signals are acted upon in order, so the end shows that the others have been.
            assertEquals(0, weir.stop(), weir.errors());
        }
    }

    @Test
    void reopenedLogsAreNewFiles() throws IOException {
        String configuration = CONFIGURATION.replace("error_log stderr", "error_log logs/error.log");
        try (WeirServer weir = WeirServer.of(configuration).start()) {
            Files.move(weir.log("error.log"), weir.log("error.log.1"));
            weir.signal("USR1");
            await().atMost(SOON).until(() -> Files.exists(weir.log("error.log")));
        }
    }

    @Test
    void pidFileNamesTheLauncher() throws IOException {
        try (WeirServer weir = start()) {
            assertEquals(weir.launcher().pid() + "\n", Files.readString(weir.log("weir.pid")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "quit"})
    void controlEndsIt(String name) {
        try (WeirServer weir = start()) {
            assertEquals(new Finished(0, "", ""), weir.control("-s", name));
            assertEquals(0, weir.awaitExit());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "QUIT", "HUP"})
    void startedInTheBackgroundOfAScriptItStillTakesSignals(String signal) {
        // A shell without job control starts "&" with INT and QUIT ignored; nohup ignores HUP.
        String[] wrapper = {"sh", "-c", "trap '' INT QUIT HUP; exec \"$0\" \"$@\""};
        try (WeirServer weir = WeirServer.of(CONFIGURATION).under(wrapper).start()) {
            weir.signal(signal);
            if (signal.equals("HUP")) {
                await().atMost(SOON).until(() -> weir.errors().contains("reload"));
                weir.signal("INT");
            }
            assertEquals(0, weir.awaitExit(), weir.errors());
        }
    }

    @Test
    void startedWithQuitBlockedItStillTakesQuit() {
        // A JVM blocks QUIT in its threads, and with them in what they start.
        try (WeirServer weir =
                WeirServer.of(CONFIGURATION).under("env", "--block-signal=QUIT").start()) {
            weir.signal("QUIT");
            assertEquals(0, weir.awaitExit(), weir.errors());
        }
    }

    @Test
    void startedByALauncherThatResetItsOwnSignalsItResetsItsOwnToo() {
        // As a daemon is. bash, for dash unblocks signals by itself unless its first children end at once.
        String[] wrapper = {"env", "--block-signal=QUIT", "WEIR_SIGNALS_RESET=1", "bash"};
        try (WeirServer weir = WeirServer.of(CONFIGURATION).under(wrapper).start()) {
            weir.signal("QUIT");
            assertEquals(0, weir.awaitExit(), weir.errors());
        }
    }

    @Test
    void aCollectorThatIsNamedIsTakenInsteadOfItsOwn() throws IOException {
        try (WeirServer weir = WeirServer.of(CONFIGURATION)
                .environment("WEIR_JAVA_OPTS", "-XX:+UseZGC -Xmx256m")
                .start()) {
            assertTrue(Files.readString(Path.of("/proc/" + weir.jvm().pid() + "/cmdline"))
                    .contains("-XX:+UseZGC"));
            assertEquals(0, weir.stop(), weir.errors());
        }
    }

    @Test
    void controlCReachesItOnce() {
        // setsid makes the launcher the leader of a group, as a terminal's foreground job is.
        try (WeirServer weir = WeirServer.of(CONFIGURATION).under("setsid").start()) {
            WeirServer.signal("INT", "-" + weir.launcher().pid());
            assertEquals(0, weir.awaitExit(), weir.errors());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "QUIT"})
    void aSignalBeforeTheJvmListensEndsItToo(String signal) throws Exception {
        Process launcher = startWithDeafJava();
        WeirServer.signal("USR1", Long.toString(launcher.pid()));
        WeirServer.signal("HUP", Long.toString(launcher.pid()));
        WeirServer.signal(signal, Long.toString(launcher.pid()));
        try {
            assertTrue(launcher.waitFor(10, TimeUnit.SECONDS));
            assertEquals(0, launcher.exitValue());
        } finally {
            launcher.descendants().forEach(ProcessHandle::destroyForcibly);
            launcher.destroyForcibly();
        }
    }

    /** A launcher whose java does nothing: as a JVM in its first moments. */
    private Process startWithDeafJava() throws IOException {
        Path java = Files.createDirectories(folder.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\nexec sleep 60\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(folder.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
        ProcessBuilder builder =
                new ProcessBuilder(Distribution.underTest().launcher().toString());
        builder.environment().put("JAVA_HOME", folder.toString());
        Process launcher = builder.start();
        await().atMost(SOON)
                .until(() -> launcher.children()
                        .anyMatch(child -> child.info().command().orElse("").endsWith("sleep")));
        return launcher;
    }

    @Test
    void theJvmFollowsItsLauncher() {
        try (WeirServer weir = start()) {
            ProcessHandle jvm = weir.jvm();
            weir.launcher().destroyForcibly();
            await("end of the JVM").atMost(SOON).until(() -> !jvm.isAlive());
            assertFalse(Files.exists(weir.log("weir.pid")));
        }
    }

    @Test
    void theLauncherFollowsItsJvm() {
        try (WeirServer weir = start()) {
            weir.jvm().destroyForcibly();
            assertEquals(128 + 9, weir.awaitExit());
        }
    }

    @Test
    void daemonReturnsWhenTheServerRuns() throws IOException {
        Files.createDirectories(folder.resolve("conf"));
        Files.createDirectories(folder.resolve("logs"));
        Files.writeString(folder.resolve("conf/weir.conf"), "events { }");
        Distribution weir = Distribution.underTest();
        String prefix = folder.toString();
        assertEquals(new Finished(0, "", ""), weir.run("-p", prefix, "-g", "daemon on;"));
        long pid =
                Long.parseLong(Files.readString(folder.resolve("logs/weir.pid")).strip());
        ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
        assertTrue(server.isAlive());
        assertEquals(new Finished(0, "", ""), weir.run("-p", prefix, "-g", "daemon on;", "-s", "quit"));
        await().atMost(SOON).until(() -> !server.isAlive());
    }
}
