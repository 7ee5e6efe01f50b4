package dev.weir.stats.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.core.loop.ManualClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaryingSinkTest {
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock();

    @BeforeEach
    void makeFolder() throws IOException {
        Files.createDirectory(folder.resolve("d"));
    }

    private VaryingSink sink(VaryingSink.Rule rule) {
        VaryingSink sink = new VaryingSink(rule, folder, clock);
        sink.open();
        return sink;
    }

    /** Writes a line to each of the files; answers how many got lost. */
    private static int log(VaryingSink sink, String... names) {
        int lost = 0;
        for (String name : names) {
            byte[] path = ("d/" + name).getBytes(StandardCharsets.UTF_8);
            lost += sink.write(ByteBuffer.wrap(VaryingSink.record(path, "x\ny\n".getBytes())), 0);
        }
        return lost;
    }

    /** Where the folder stood before: a file that was kept open still takes lines there. */
    private void moveFolder() throws IOException {
        Files.move(folder.resolve("d"), folder.resolve("moved"));
    }

    private long lines(String name) throws IOException {
        return Files.readAllLines(folder.resolve("moved").resolve(name)).size() / 2;
    }

    @Test
    void withoutACacheEachLineOpensItsFile() throws IOException {
        VaryingSink sink = sink(VaryingSink.Rule.OFF);
        assertEquals(0, log(sink, "a", "b", "ä", "a"));
        moveFolder();
        assertEquals(1, log(sink, "a"));
        assertEquals(2, lines("a"));
        assertEquals(1, lines("ä"));
    }

    @Test
    void severalLinesComeInOneWrite() throws IOException {
        VaryingSink sink = sink(VaryingSink.Rule.OFF);
        ByteBuffer both = ByteBuffer.allocate(100);
        both.put(VaryingSink.record("d/a".getBytes(), "1\n".getBytes()));
        both.put(VaryingSink.record("d/none/b".getBytes(), "2\n".getBytes()));
        both.put(VaryingSink.record("d/a".getBytes(), "3\n".getBytes()));
        assertEquals(1, sink.write(both.flip(), 0));
        assertEquals("1\n3\n", Files.readString(folder.resolve("d/a")));
    }

    /** The scenario of nginx's own test: least recently used, used too seldom, kept. */
    @Test
    void filesUsedOftenEnoughStayOpen() throws IOException {
        VaryingSink sink = sink(new VaryingSink.Rule(3, 20 * SECOND, 2, 60 * SECOND));
        log(sink, "lru", "lru", "once", "first", "first", "second", "second");
        moveFolder();
        assertEquals(2, log(sink, "lru", "once", "first", "second"));
        assertEquals(2, lines("lru"));
        assertEquals(1, lines("once"));
        assertEquals(3, lines("first"));
        assertEquals(3, lines("second"));
    }

    @Test
    void unusedFilesAreClosedAndNamesAreLookedUpAgain() throws IOException {
        VaryingSink sink = sink(new VaryingSink.Rule(3, 20 * SECOND, 1, 60 * SECOND));
        log(sink, "a", "b");
        moveFolder();
        clock.advance(Duration.ofSeconds(19));
        assertEquals(0, log(sink, "a"));
        clock.advance(Duration.ofSeconds(2));
        assertEquals(1, log(sink, "b"), "unused for 21 seconds");
        for (int i = 0; i < 2; i++) {
            clock.advance(Duration.ofSeconds(18));
            assertEquals(0, log(sink, "a"));
        }
        clock.advance(Duration.ofSeconds(18));
        assertEquals(1, log(sink, "a"), "opened more than a minute ago");
    }

    @Test
    void reopeningForgetsAll() throws IOException {
        VaryingSink sink = sink(new VaryingSink.Rule(3, 20 * SECOND, 1, 60 * SECOND));
        log(sink, "a");
        moveFolder();
        sink.reopen();
        assertEquals(1, log(sink, "a"));
    }
}
