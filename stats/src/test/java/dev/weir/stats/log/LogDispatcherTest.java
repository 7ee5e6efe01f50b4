package dev.weir.stats.log;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.loop.Clock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogDispatcherTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final GatedClock clock = new GatedClock();

    @Test
    void waitsForRoomAndLosesNothing() throws Exception {
        LogDispatcher dispatcher = new LogDispatcher(clock, folder, 8);
        LogFile file = dispatcher.file("a.log", LogFile.Buffering.NONE);
        dispatcher.start();
        hold(dispatcher, file);
        Thread producer = new Thread(() ->
                IntStream.range(0, 1000).forEach(i -> dispatcher.line(file, bytes("line " + i), false)));
        producer.start();
        await().atMost(LIMIT).until(() -> dispatcher.totals().waited() > 0);
        assertEquals(8, dispatcher.totals().pending());
        clock.open();
        producer.join(LIMIT.toMillis());
        dispatcher.stop();
        List<String> expected = new ArrayList<>(List.of("first"));
        IntStream.range(0, 1000).forEach(i -> expected.add("line " + i));
        assertEquals(expected, lines("a.log"));
        assertEquals(0, dispatcher.totals().dropped());
        assertEquals(1001, dispatcher.totals().written());
    }

    @Test
    void dropsExactlyWhatHasNoRoom() throws Exception {
        LogDispatcher dispatcher = new LogDispatcher(clock, folder, 8);
        LogFile file = dispatcher.file("a.log", LogFile.Buffering.NONE);
        dispatcher.start();
        hold(dispatcher, file);
        List<String> expected = new ArrayList<>(List.of("first"));
        for (int i = 0; i < 100; i++) {
            if (dispatcher.line(file, bytes("line " + i), true)) {
                expected.add("line " + i);
            }
        }
        assertEquals(100 + 1 - expected.size(), dispatcher.totals().dropped());
        assertTrue(dispatcher.totals().dropped() >= 92, "the ring has eight slots");
        clock.open();
        dispatcher.stop();
        assertEquals(expected, lines("a.log"));
        assertEquals(0, dispatcher.totals().waited());
    }

    /** Lets the log thread take one line and keeps it from ending its batch. */
    private void hold(LogDispatcher dispatcher, LogFile file) {
        clock.shut();
        dispatcher.line(file, bytes("first"), false);
        await().atMost(LIMIT).until(clock::holds);
    }

    @Test
    void clearsItsSlots() throws Exception {
        LogDispatcher dispatcher = new LogDispatcher(Clock.SYSTEM, folder, 8);
        LogFile file = dispatcher.file("a.log", LogFile.Buffering.NONE);
        dispatcher.start();
        IntStream.range(0, 20).forEach(i -> dispatcher.line(file, bytes("x"), false));
        dispatcher.stop();
        for (int i = 0; i < 8; i++) {
            FrameEvent slot = dispatcher.slot(i);
            assertNull(slot.text);
            assertNull(slot.file);
            assertNull(slot.line);
        }
    }

    @Test
    void reopensWithoutLosingALine() throws Exception {
        LogDispatcher dispatcher = new LogDispatcher(Clock.SYSTEM, folder, 64);
        LogFile file = dispatcher.file("a.log", new LogFile.Buffering(1000, 0));
        dispatcher.start();
        int rotations = 20;
        for (int i = 0; i < rotations; i++) {
            line(dispatcher, file, 2 * i);
            Files.move(folder.resolve("a.log"), folder.resolve("a.log." + i));
            line(dispatcher, file, 2 * i + 1);
            dispatcher.reopen();
            await().atMost(LIMIT).until(() -> Files.exists(folder.resolve("a.log")));
        }
        dispatcher.stop();
        List<String> all = new ArrayList<>();
        for (int i = 0; i < rotations; i++) {
            assertEquals(2, lines("a.log." + i).size(), "the lines before a reopening are in the old file");
            all.addAll(lines("a.log." + i));
        }
        assertEquals(
                IntStream.range(0, 2 * rotations).mapToObj(i -> "line " + i).toList(), all);
        assertEquals(List.of(), lines("a.log"));
    }

    private static void line(LogDispatcher dispatcher, LogFile file, int number) {
        dispatcher.line(file, bytes("line " + number), false);
    }

    /** FAULTS 12: lines of several writers must stay whole. */
    @Test
    void neverTearsLines() throws Exception {
        LogDispatcher dispatcher = new LogDispatcher(Clock.SYSTEM, folder, 256);
        LogFile file = dispatcher.file("a.log", LogFile.Buffering.NONE);
        dispatcher.start();
        int threads = 4;
        int count = 20_000;
        List<Thread> producers = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int producer = t;
            producers.add(new Thread(() ->
                    IntStream.range(0, count).forEach(i -> dispatcher.line(file, bytes(text(producer, i)), false))));
        }
        producers.forEach(Thread::start);
        for (Thread producer : producers) {
            producer.join(LIMIT.toMillis());
        }
        dispatcher.stop();
        int[] next = new int[threads];
        for (String line : lines("a.log")) {
            int producer = line.charAt(0) - '0';
            assertEquals(text(producer, next[producer]), line);
            next[producer]++;
        }
        for (int n : next) {
            assertEquals(count, n);
        }
    }

    private static String text(int producer, int number) {
        return producer + " " + number + " " + "abcdefghij".repeat(number % 17);
    }

    @Test
    void outlivesAFaultOfItsOwn() throws Exception {
        LogDispatcher dispatcher = new LogDispatcher(Clock.SYSTEM, folder, 8);
        LogFile file = dispatcher.file("a.log", LogFile.Buffering.NONE);
        dispatcher.start();
        for (int i = 0; i < 20; i++) {
            long sequence = dispatcher.claim(file, false);
            dispatcher.slot(sequence).line = new FrameLine(null, null, 0, file);
            dispatcher.publish(sequence);
        }
        dispatcher.line(file, bytes("still here"), false);
        dispatcher.stop();
        assertEquals(List.of("still here"), lines("a.log"));
    }

    @Test
    void takesNoLineWhenItDoesNotRun() throws Exception {
        LogDispatcher dispatcher = new LogDispatcher(Clock.SYSTEM, folder, 8);
        LogFile file = dispatcher.file("a.log", LogFile.Buffering.NONE);
        assertEquals(false, dispatcher.line(file, bytes("early"), false));
        dispatcher.start();
        dispatcher.stop();
        assertEquals(false, dispatcher.line(file, bytes("late"), false));
    }

    @Test
    void opensNothingBeforeItStarts() throws Exception {
        LogDispatcher dispatcher = new LogDispatcher(Clock.SYSTEM, folder, 8);
        dispatcher.file("a.log", LogFile.Buffering.NONE);
        assertEquals(false, Files.exists(folder.resolve("a.log")));
    }

    @Test
    void opensFilesThatComeLater() throws Exception {
        LogDispatcher dispatcher = new LogDispatcher(Clock.SYSTEM, folder, 8);
        dispatcher.start();
        LogFile file = dispatcher.file("late.log", LogFile.Buffering.NONE);
        dispatcher.start();
        dispatcher.line(file, bytes("x"), false);
        dispatcher.stop();
        assertEquals(List.of("x"), lines("late.log"));
    }

    @Test
    void saysWhichFileCannotBeOpened() {
        LogDispatcher dispatcher = new LogDispatcher(Clock.SYSTEM, folder.resolve("prefix"), 8);
        dispatcher.file("../none/a.log", LogFile.Buffering.NONE);
        IOException e = assertThrows(IOException.class, dispatcher::start);
        String path = folder.resolve("none/a.log").toString();
        assertEquals("open() \"" + path + "\" failed (2: No such file or directory)", e.getMessage());
    }

    @Test
    void forgetsAFileThatCannotBeOpened() throws Exception {
        LogDispatcher dispatcher = new LogDispatcher(clock, folder, 8);
        dispatcher.file("a.log", LogFile.Buffering.NONE);
        dispatcher.start();
        dispatcher.file("/no/such/folder/b.log", LogFile.Buffering.NONE);
        assertThrows(IOException.class, dispatcher::start);
        dispatcher.forgetUnopened();
        dispatcher.plan();
        LogFile file = dispatcher.file("c.log", LogFile.Buffering.NONE);
        dispatcher.start();
        dispatcher.line(file, bytes("line"), false);
        dispatcher.stop();
        assertEquals(List.of("line"), lines("c.log"));
    }

    @Test
    void writesEverythingOutThoughTheStopperIsInterrupted() throws Exception {
        LogDispatcher dispatcher = new LogDispatcher(clock, folder, 8);
        LogFile file = dispatcher.file("a.log", new LogFile.Buffering(1000, 0));
        dispatcher.start();
        dispatcher.line(file, bytes("line"), false);
        Thread.currentThread().interrupt();
        dispatcher.stop();
        assertTrue(Thread.interrupted(), "the interrupt is kept");
        assertEquals(List.of("line"), lines("a.log"));
    }

    @Test
    void makesFoldersBelowThePrefix() throws IOException {
        LogDispatcher dispatcher = new LogDispatcher(Clock.SYSTEM, folder, 8);
        LogFile file = dispatcher.file("logs/a.log", LogFile.Buffering.NONE);
        dispatcher.start();
        dispatcher.line(file, bytes("x"), false);
        dispatcher.stop();
        assertEquals(List.of("x"), lines("logs/a.log"));
    }

    @Test
    void givesOneFileForOnePath() {
        LogDispatcher dispatcher = new LogDispatcher(Clock.SYSTEM, folder, 8);
        LogFile file = dispatcher.file("a.log", LogFile.Buffering.NONE);
        assertEquals(file, dispatcher.file("./b/../a.log", LogFile.Buffering.NONE));
        assertEquals(file, dispatcher.file(folder.resolve("a.log").toString(), LogFile.Buffering.NONE));
    }

    @Test
    void wantsAPowerOfTwo() {
        assertThrows(IllegalArgumentException.class, () -> new LogDispatcher(Clock.SYSTEM, folder, 1000));
    }

    @Test
    void closesLogsThatNothingNamesWhenTheirLastUserHasGone() throws Exception {
        LogDispatcher dispatcher = new LogDispatcher(Clock.SYSTEM, folder, 8);
        LogFile both = dispatcher.file("both.log", LogFile.Buffering.NONE);
        LogFile old = dispatcher.file("old.log", LogFile.Buffering.NONE);
        dispatcher.start();
        AtomicBoolean alone = new AtomicBoolean();
        dispatcher.plan();
        dispatcher.file("both.log", LogFile.Buffering.NONE);
        dispatcher.start();
        dispatcher.retireUnnamed(alone::get);
        dispatcher.line(old, bytes("a user of before"), false);
        await().atMost(LIMIT).until(() -> lines("old.log").size() == 1);
        assertTrue(old.isOpen());
        alone.set(true);
        await().atMost(LIMIT).until(() -> !old.isOpen());
        assertTrue(both.isOpen());
        dispatcher.reopen();
        Files.delete(folder.resolve("old.log"));
        dispatcher.line(both, bytes("x"), false);
        await().atMost(LIMIT).until(() -> lines("both.log").size() == 1);
        assertEquals(false, Files.exists(folder.resolve("old.log")), "what is closed is not opened anew");
        assertEquals(2, dispatcher.totals().written());
        dispatcher.plan();
        dispatcher.file("old.log", LogFile.Buffering.NONE);
        dispatcher.start();
        assertTrue(old.isOpen(), "it may be named again");
        dispatcher.stop();
    }

    private List<String> lines(String name) throws IOException {
        return Files.readAllLines(folder.resolve(name));
    }

    private static byte[] bytes(String line) {
        return (line + "\n").getBytes(StandardCharsets.ISO_8859_1);
    }
}
