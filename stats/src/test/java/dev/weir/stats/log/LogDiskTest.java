package dev.weir.stats.log;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.loop.Clock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full or gone, with and without {@code overflow=wait}; {@code /dev/full} stands for it. */
class LogDiskTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int RING = 8;
    private static final int COUNT = 20_000;

    @TempDir
    Path folder;

    private LogDispatcher dispatcher;
    private LogFile file;
    private Thread producer;

    @BeforeEach
    void link() throws IOException {
        Files.createSymbolicLink(folder.resolve("a.log"), Path.of("/dev/full"));
        dispatcher = new LogDispatcher(Clock.SYSTEM, folder, RING);
    }

    @AfterEach
    void end() throws InterruptedException {
        ErrorLog.current().detach();
        dispatcher.stop();
        producer.join(LIMIT.toMillis());
    }

    private void start(boolean waits) throws IOException {
        file = dispatcher.file("a.log", new LogPlan.Wish(null, LogFile.Buffering.NONE, waits));
        LogFile other = dispatcher.file("other.log", LogFile.Buffering.NONE);
        ErrorLog.current().attach(dispatcher, List.of(new ErrorLogFeature.Choice("error.log", ErrorLevel.ERROR)));
        dispatcher.line(other, line(0), false);
        producer = new Thread(
                () -> IntStream.range(0, COUNT).forEach(i -> dispatcher.line(file, line(i), false)), "producer");
        producer.start();
    }

    @Test
    void whoSaysWaitLosesNothing() throws Exception {
        start(true);
        await().atMost(LIMIT).until(() -> dispatcher.totals().pending() == RING);
        await().atMost(LIMIT).until(() -> errors().size() == 1);
        assertEquals(List.of("line 0"), lines("other.log"), "others are written while one waits");
        assertTrue(producer.isAlive());
        Files.delete(folder.resolve("a.log"));
        dispatcher.reopen();
        producer.join(LIMIT.toMillis());
        dispatcher.stop();
        assertEquals(IntStream.range(0, COUNT).mapToObj(i -> "line " + i).toList(), lines("a.log"));
        assertEquals(0, dispatcher.totals().lost());
        assertEquals(COUNT, file.written());
        assertTrue(errors().get(0).contains("a.log\" failed ("), errors().toString());
        assertTrue(errors().get(1).endsWith("a.log\" is written again, 0 lines lost"), errors().toString());
        assertEquals(2, errors().size());
    }

    @Test
    void whoWaitsCanBeStopped() throws Exception {
        start(true);
        await().atMost(LIMIT).until(() -> dispatcher.totals().pending() == RING);
        ErrorLog.current().detach();
        dispatcher.stop();
        producer.join(LIMIT.toMillis());
        assertEquals(0, file.written());
        assertTrue(file.lost() > RING && file.lost() < COUNT, file.lost() + " lines");
    }

    @Test
    void whoDoesNotSayWaitLosesACountedNumber() throws Exception {
        start(false);
        producer.join(LIMIT.toMillis());
        await().atMost(LIMIT).until(() -> file.lost() > 0 && dispatcher.totals().pending() == 0);
        Files.delete(folder.resolve("a.log"));
        dispatcher.reopen();
        dispatcher.line(file, line(COUNT), false);
        dispatcher.stop();
        List<String> written = lines("a.log");
        assertEquals(COUNT + 1 - written.size(), file.lost());
        assertEquals(written.size(), file.written());
        assertEquals("line 0", written.get(0), "the oldest were kept");
        assertTrue(errors().get(1).endsWith("is written again, " + file.lost() + " lines lost"), errors().toString());
        assertEquals(2, errors().size());
    }

    @Test
    void aFolderThatIsGoneIsTriedAgain() throws Exception {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        Path outside = Files.createDirectory(folder.resolve("prefix"));
        dispatcher = new LogDispatcher(Clock.SYSTEM, outside, RING);
        file = dispatcher.file("../inner/b.log", LogFile.Buffering.NONE);
        producer = new Thread();
        ErrorLog.current().attach(dispatcher, List.of(new ErrorLogFeature.Choice("../error.log", ErrorLevel.ERROR)));
        Files.move(inner.resolve("b.log"), folder.resolve("moved.log"));
        Files.delete(inner);
        dispatcher.reopen();
        dispatcher.line(file, line(1), false);
        await().atMost(LIMIT).until(() -> lines("moved.log").size() == 1);
        Files.createDirectory(inner);
        await().atMost(LIMIT).until(() -> Files.exists(inner.resolve("b.log")));
        dispatcher.line(file, line(2), false);
        dispatcher.stop();
        assertEquals(List.of("line 1"), lines("moved.log"));
        assertEquals(List.of("line 2"), lines("inner/b.log"));
        assertEquals(2, errors().size(), errors().toString());
        assertTrue(errors().get(0).contains("failed (2: No such file or directory)"), errors().toString());
        assertTrue(errors().get(1).endsWith("is open again"), errors().toString());
    }

    private List<String> errors() throws IOException {
        return lines("error.log");
    }

    private static byte[] line(int number) {
        return ("line " + number + "\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private List<String> lines(String name) throws IOException {
        return Files.exists(folder.resolve(name)) ? Files.readAllLines(folder.resolve(name)) : List.of();
    }
}
