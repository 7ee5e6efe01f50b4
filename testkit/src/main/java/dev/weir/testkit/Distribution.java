package dev.weir.testkit;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The built distribution, found by the system property {@code weir.home} that the build sets. Thread: any.
 *
 * @param home the folder with {@code bin/weir}
 */
public record Distribution(Path home) {
    private static final int PATIENCE_SECONDS = 30;

    /** What a process said, and how it ended. */
    public record Finished(int exitCode, String output, String errors) {}

    /** The distribution under test. */
    public static Distribution underTest() {
        String home = System.getProperty("weir.home");
        if (home == null) {
            throw new IllegalStateException("system property weir.home names no distribution; run by mvn verify");
        }
        return new Distribution(Path.of(home).toAbsolutePath().normalize());
    }

    /** The launcher script. */
    public Path launcher() {
        return home.resolve("bin/weir");
    }

    /** Runs {@code weir} with these arguments to its end. */
    public Finished run(String... arguments) {
        return run(List.of(arguments), Map.of());
    }

    /** Runs {@code weir} with these arguments and additional environment variables to its end. */
    public Finished run(List<String> arguments, Map<String, String> environment) {
        List<String> command = new ArrayList<>(List.of(launcher().toString()));
        command.addAll(arguments);
        return runCommand(command, environment);
    }

    /** Runs any program to its end, 30 s at most. */
    public static Finished runCommand(List<String> command, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return finish(builder);
    }

    /** Runs any program in a folder and without input, 30 s at most; its output is what it says on both of its own. */
    public static Finished runIn(Path folder, List<String> command) {
        return finish(new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true));
    }

    private static Finished finish(ProcessBuilder builder) {
        try {
            Path output = Files.createTempFile("weir-test", ".out");
            Path errors = Files.createTempFile("weir-test", ".err");
            try {
                builder.redirectOutput(output.toFile()).redirectError(errors.toFile());
                int exitCode = await(builder.start(), String.join(" ", builder.command()));
                return new Finished(exitCode, Files.readString(output), Files.readString(errors));
            } finally {
                Files.delete(output);
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The exit code of a process; it is killed and the test fails when it does not end in time. */
    static int await(Process process, String name) {
        try {
            if (process.waitFor(PATIENCE_SECONDS, SECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new AssertionError(name + " did not end within " + PATIENCE_SECONDS + " s");
    }
}
