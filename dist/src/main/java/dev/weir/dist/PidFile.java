package dev.weir.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The file that names the running gateway's process. Thread: main.
 *
 * @param path as {@code pid} names it
 */
record PidFile(Path path) {

    /** Writes the process id and a newline, as nginx does; an older file is replaced. */
    void write(long pid) throws StartFailure {
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            Files.writeString(path, pid + "\n");
        } catch (IOException e) {
            throw new StartFailure("cannot write pid file \"" + path + "\": " + reason(e));
        }
    }

    /** Removes the file if it still names {@code pid}: a successor may have written its own by now. */
    void removeIfOf(long pid) {
        try {
            if (Files.readString(path).strip().equals(Long.toString(pid))) {
                Files.delete(path);
            }
        } catch (IOException e) {
            // The operator removed it first or took the rights away; there is nothing left to tidy here.
            return;
        }
    }

    /**
     * The process of a running gateway.
     *
     * @throws StartFailure when there is no such file, no number in it, or no gateway behind that number
     */
    ProcessHandle runningProcess() throws StartFailure {
        long pid = read();
        ProcessHandle process = ProcessHandle.of(pid)
                .orElseThrow(() -> new StartFailure(
                        "no process " + pid + ", though pid file \"" + path + "\" names it: Weir is not running"));
        if (!looksLikeWeir(process)) {
            throw new StartFailure(
                    "process " + pid + ", named by pid file \"" + path + "\", is another program: Weir is not running");
        }
        return process;
    }

    private long read() throws StartFailure {
        String text;
        try {
            text = Files.readString(path).strip();
        } catch (NoSuchFileException e) {
            throw new StartFailure("no pid file \"" + path + "\": Weir is not running");
        } catch (IOException e) {
            throw new StartFailure("cannot read pid file \"" + path + "\": " + reason(e));
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new StartFailure("invalid PID number \"" + text + "\" in \"" + path + "\"");
        }
    }

    /** Pids are used again after a crash or a reboot. Where the system hides command lines, benefit of the doubt. */
    private static boolean looksLikeWeir(ProcessHandle process) {
        return process.info().commandLine().map(line -> line.contains("weir")).orElse(true);
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
}
