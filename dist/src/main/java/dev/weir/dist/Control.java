package dev.weir.dist;

import java.io.IOException;
import java.nio.file.Path;

/** Sends a signal to the running gateway. Thread: main. */
final class Control {
    private Control() {}

    /**
     * Sends {@code signal} to the process that the pid file names.
     *
     * @return the exit code
     * @throws StartFailure when no gateway is running or it belongs to somebody else
     */
    static int send(Path pidFile, ControlSignal signal) throws StartFailure, InterruptedException {
        long pid = new PidFile(pidFile).runningProcess().pid();
        // Java can only send TERM and KILL. The shell's own kill, because small images lack the program.
        int exitCode = run("kill -s " + signal.posixName() + " " + pid);
        if (exitCode != 0) {
            throw new StartFailure("cannot send signal " + signal.posixName() + " to process " + pid);
        }
        return 0;
    }

    private static int run(String command) throws StartFailure, InterruptedException {
        try {
            return new ProcessBuilder("sh", "-c", command).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new StartFailure("cannot run sh: " + e.getMessage());
        }
    }
}
