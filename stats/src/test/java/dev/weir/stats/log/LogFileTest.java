package dev.weir.stats.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.loop.Clock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    Path folder;

    private long nanos = 1;
    private final Clock clock = new Clock() {
        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public long wallMillis() {
            return 0;
        }
    };

    @Test
    void writesAtTheEndOfABatch() throws Exception {
        LogFile file = open("a.log", LogFile.Buffering.NONE);
        append(file, "one");
        append(file, "two");
        assertEquals(List.of(), lines("a.log"));
        assertFalse(file.settle(nanos));
        assertEquals(List.of("one", "two"), lines("a.log"));
        assertEquals(2, file.written());
    }

    @Test
    void appendsToWhatIsThere() throws Exception {
        Files.writeString(folder.resolve("a.log"), "old\n");
        LogFile file = open("a.log", LogFile.Buffering.NONE);
        append(file, "new");
        file.close();
        assertEquals(List.of("old", "new"), lines("a.log"));
    }

    @Test
    void keepsLinesUntilTheBufferIsFull() throws Exception {
        LogFile file = open("a.log", new LogFile.Buffering(10, 0));
        append(file, "12345");
        assertTrue(file.settle(nanos));
        nanos += 3600 * SECOND;
        assertTrue(file.settle(nanos));
        assertEquals(List.of(), lines("a.log"));
        append(file, "12345");
        assertFalse(file.settle(nanos));
        assertEquals(List.of("12345", "12345"), lines("a.log"));
    }

    @Test
    void writesOldLinesInTime() throws Exception {
        LogFile file = open("a.log", new LogFile.Buffering(1000, 5 * SECOND));
        append(file, "a");
        assertTrue(file.settle(nanos));
        nanos += 4 * SECOND;
        append(file, "b");
        assertTrue(file.settle(nanos));
        nanos += SECOND;
        assertFalse(file.settle(nanos));
        assertEquals(List.of("a", "b"), lines("a.log"));
        append(file, "c");
        assertTrue(file.settle(nanos));
    }

    @Test
    void packsWhatItWrites() throws Exception {
        LogFile file = open("a.gz", new LogFile.Buffering(10, 0, 9));
        for (String text : List.of("1234567", "89", "abcdefghijkl")) {
            append(file, text);
            file.settle(nanos);
        }
        file.close();
        try (java.util.zip.GZIPInputStream in =
                new java.util.zip.GZIPInputStream(Files.newInputStream(folder.resolve("a.gz")))) {
            assertEquals("1234567\n89\nabcdefghijkl\n", new String(in.readAllBytes()));
        }
        assertEquals(3, file.written());
    }

    @Test
    void takesLinesOfAnyLength() throws Exception {
        LogFile file = open("a.log", LogFile.Buffering.NONE);
        String big = "b".repeat(300_000);
        append(file, "small");
        append(file, big);
        append(file, "small");
        file.settle(nanos);
        assertEquals(List.of("small", big, "small"), lines("a.log"));
    }

    /** FAULTS 12: a full disk must not lose lines silently. */
    @Test
    void countsWhatAFullDiskDoesNotTake() throws Exception {
        LogFile file = new LogFile("/dev/full", LogFile.Buffering.NONE, clock);
        file.open();
        int count = 5000;
        for (int i = 0; i < count; i++) {
            append(file, "a line of thirty-two bytes......");
            assertTrue(file.settle(nanos), "what could not be written waits");
        }
        assertTrue(file.lost() > 0);
        assertTrue(file.lost() < count, "as many as fit are kept for the next try");
        file.close();
        assertEquals(count, file.lost());
        assertEquals(0, file.written());
    }

    @Test
    void writesWhatItKeptWhenTheDiskIsThereAgain() throws Exception {
        Path path = folder.resolve("a.log");
        Files.createSymbolicLink(path, Path.of("/dev/full"));
        LogFile file = open("a.log", LogFile.Buffering.NONE);
        append(file, "kept");
        assertTrue(file.settle(nanos));
        Files.delete(path);
        file.reopen();
        append(file, "next");
        nanos += 2 * SECOND;
        assertFalse(file.settle(nanos));
        assertEquals(List.of("kept", "next"), lines("a.log"));
        assertEquals(0, file.lost());
        assertEquals(2, file.written());
    }

    @Test
    void goesOnWithTheOldFileWhenTheNewOneCannotBeOpened() throws Exception {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        LogFile file = open("inner/a.log", LogFile.Buffering.NONE);
        Path moved = folder.resolve("moved.log");
        Files.move(inner.resolve("a.log"), moved);
        Files.delete(inner);
        file.reopen();
        append(file, "still here");
        file.settle(nanos);
        assertEquals(List.of("still here"), Files.readAllLines(moved));
    }

    @Test
    void makesAFileAnewThatWasRemovedButNotOneThatWasMoved() throws Exception {
        LogFile file = open("a.log", LogFile.Buffering.NONE);
        for (String text : List.of("one", "two", "three")) {
            append(file, text);
            nanos += 2 * SECOND;
            file.settle(nanos);
            if (text.equals("one")) {
                Files.move(folder.resolve("a.log"), folder.resolve("moved.log"));
            }
        }
        assertEquals(List.of("one", "two", "three"), lines("moved.log"));
        Files.delete(folder.resolve("moved.log"));
        Files.createFile(folder.resolve("a.log"));
        file.reopen();
        Files.delete(folder.resolve("a.log"));
        for (String text : List.of("gone", "four", "five")) {
            append(file, text);
            nanos += 2 * SECOND;
            file.settle(nanos);
        }
        assertEquals(List.of("four", "five"), lines("a.log"));
    }

    @Test
    void triesOnceASecond() throws Exception {
        Path path = folder.resolve("a.log");
        Files.createSymbolicLink(path, Path.of("/dev/full"));
        LogFile file = open("a.log", LogFile.Buffering.NONE);
        append(file, "x");
        assertTrue(file.settle(nanos));
        long first = file.tries();
        nanos += SECOND / 2;
        file.settle(nanos);
        assertEquals(first, file.tries());
        nanos += SECOND;
        file.settle(nanos);
        assertEquals(first + 1, file.tries());
    }

    private LogFile open(String name, LogFile.Buffering buffering) throws IOException {
        LogFile file = new LogFile(folder.resolve(name).toString(), buffering, clock);
        file.open();
        return file;
    }

    private static void append(LogFile file, String line) {
        file.append((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    private List<String> lines(String name) throws IOException {
        return Files.readAllLines(folder.resolve(name));
    }
}
