package dev.weir.dist;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code daemon on}: starts the launcher once more, in a session of its own, and waits until it runs or has failed.
 *
 * <p>A JVM cannot fork, so the second start reads the configuration again; it knows by {@link #MARK} that it is the
 * one in the background. Thread: main.
 */
final class Daemon {
    private static final String MARK = "WEIR_DAEMON";
    private static final File NULL = new File("/dev/null");
    private static final long POLL_MILLIS = 20;
    private static final int PATIENCE_MILLIS = 60_000;

    private final String[] arguments;
    private final PidFile pidFile;

    Daemon(String[] arguments, PidFile pidFile) {
        this.arguments = arguments;
        this.pidFile = pidFile;
    }

    /** Whether this process is the one in the background. */
    static boolean isChild() {
        return System.getenv(MARK) != null;
    }

    /**
     * Starts the background process.
     *
     * @return 0 when it runs, its exit code when it failed; what it said then goes to {@code err}
     */
    int launch(PrintStream err) throws StartFailure, InterruptedException {
        Path errors = null;
        try {
            errors = Files.createTempFile("weir", ".err");
            Process child = start(errors);
            if (awaitPidFile(child)) {
                return 0;
            }
            err.print(Files.readString(errors));
            return child.exitValue();
        } catch (IOException e) {
            throw new StartFailure("cannot start in the background: " + e.getMessage());
        } finally {
            if (errors != null) {
                errors.toFile().delete();
            }
        }
    }

    private Process start(Path errors) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("setsid", Main.home().resolve("bin/weir").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(NULL)
                .redirectOutput(NULL)
                .redirectError(errors.toFile());
        builder.environment().put(MARK, "child");
        return builder.start();
    }

    /** True when the child wrote its pid, false when it has exited. setsid and the launcher keep the child's pid. */
    private boolean awaitPidFile(Process child) throws IOException, StartFailure, InterruptedException {
        String pid = Long.toString(child.pid());
        for (long waited = 0; waited < PATIENCE_MILLIS; waited += POLL_MILLIS) {
            if (Files.exists(pidFile.path())
                    && Files.readString(pidFile.path()).strip().equals(pid)) {
                return true;
            }
            if (child.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
        child.destroy();
        throw new StartFailure("the background process has not come up within " + PATIENCE_MILLIS / 1000 + " s");
    }
}
