package dev.weir.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidFileTest {
    @TempDir
    private Path folder;

    private Path path() {
        return folder.resolve("run/weir.pid");
    }

    private String complaint() {
        PidFile file = new PidFile(path());
        return assertThrows(StartFailure.class, file::runningProcess)
                .getMessage()
                .replace(folder.toString(), "…");
    }

    @Test
    void holdsThePidAndANewlineInAFolderMadeForIt() throws Exception {
        new PidFile(path()).write(4711);
        assertEquals("4711\n", Files.readString(path()));
    }

    @Test
    void isRemovedByItsOwnerOnly() throws Exception {
        PidFile file = new PidFile(path());
        file.write(4711);
        file.removeIfOf(42);
        assertTrue(Files.exists(path()));
        file.removeIfOf(4711);
        assertFalse(Files.exists(path()));
        file.removeIfOf(4711);
    }

    @Test
    void aFolderThatCannotBeMadeIsTold() throws IOException {
        Files.writeString(folder.resolve("run"), "in the way");
        String message = assertThrows(StartFailure.class, () -> new PidFile(path()).write(1))
                .getMessage();
        assertTrue(message.startsWith("cannot write pid file \"" + path() + "\": "), message);
    }

    @Test
    void noFileMeansNotRunning() {
        assertEquals("no pid file \"…/run/weir.pid\": Weir is not running", complaint());
    }

    @Test
    void textIsNoPid() throws Exception {
        Files.createDirectories(path().getParent());
        Files.writeString(path(), "none\n");
        assertEquals("invalid PID number \"none\" in \"…/run/weir.pid\"", complaint());
    }

    @Test
    void aDeadProcessMeansNotRunning() throws Exception {
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        new PidFile(path()).write(gone.pid());
        assertEquals(
                "no process " + gone.pid() + ", though pid file \"…/run/weir.pid\" names it: Weir is not running",
                complaint());
    }

    @Test
    void aProcessOfAnotherProgramGetsNoSignal() throws Exception {
        Process other = new ProcessBuilder("sleep", "60").start();
        try {
            new PidFile(path()).write(other.pid());
            assertEquals(
                    "process " + other.pid()
                            + ", named by pid file \"…/run/weir.pid\", is another program: Weir is not running",
                    complaint());
        } finally {
            other.destroy();
        }
    }
}
