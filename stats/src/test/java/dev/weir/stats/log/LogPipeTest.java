package dev.weir.stats.log;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.loop.Clock;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log that is a named pipe. */
class LogPipeTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private Path pipe;
    private LogDispatcher dispatcher;
    private LogFile file;

    @BeforeEach
    void make() throws Exception {
        pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        dispatcher = new LogDispatcher(Clock.SYSTEM, folder, 64);
        file = dispatcher.file("pipe", LogFile.Buffering.NONE);
        assertTimeoutPreemptively(LIMIT, dispatcher::start, "without a reader opening waits for one");
    }

    @AfterEach
    void end() {
        dispatcher.stop();
    }

    @Test
    void linesWaitForTheFirstReader() throws IOException {
        say("one");
        say("two");
        await().atMost(LIMIT).until(() -> dispatcher.totals().pending() == 0);
        try (BufferedReader reader = reader()) {
            assertEquals("one", reader.readLine());
            assertEquals("two", reader.readLine());
            say("three");
            assertEquals("three", reader.readLine());
        }
        assertEquals(0, file.lost());
        await().atMost(LIMIT).until(() -> file.written() == 3);
    }

    @Test
    void aSlowReaderGetsAllLines() throws IOException {
        int count = 50_000;
        CompletableFuture<Void> producer = CompletableFuture.runAsync(() -> lines(0, count));
        try (BufferedReader reader = reader()) {
            for (int i = 0; i < count; i++) {
                assertEquals(text(i), reader.readLine());
            }
        }
        producer.join();
        assertEquals(0, file.lost());
    }

    @Test
    void aReaderThatGoesTearsNoLineAndTheNextGoesOn() throws IOException {
        int count = 30_000;
        CompletableFuture<Void> producer;
        List<String> read = new ArrayList<>();
        try (BufferedReader first = reader()) {
            producer = CompletableFuture.runAsync(() -> lines(0, count));
            for (int i = 0; i < 1000; i++) {
                read.add(first.readLine());
            }
        }
        producer.join();
        await().atMost(LIMIT).until(() -> dispatcher.totals().pending() == 0);
        CompletableFuture<List<String>> rest = CompletableFuture.supplyAsync(this::rest);
        await().atMost(LIMIT).until(() -> {
            say("last");
            return rest.isDone();
        });
        List<String> last = rest.join();
        // Its buffer ended somewhere; what it had taken of the next line is gone with it.
        for (String line : last.subList(1, last.size())) {
            assertTrue(line.equals(text(number(line))), line);
        }
        assertEquals(IntStream.range(0, 1000).mapToObj(LogPipeTest::text).toList(), read);
        List<Integer> numbers =
                last.subList(1, last.size()).stream().map(LogPipeTest::number).toList();
        assertEquals(numbers.stream().sorted().toList(), numbers, "in order");
        assertTrue(file.lost() > 0, "what no reader took found no room");
    }

    /** A reader that sleeps must not keep Weir from ending. */
    @Test
    void aReaderThatNeverReadsIsGivenUpInTheEnd() throws IOException {
        FileChannel sleeper = FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            int count = 20_000;
            CompletableFuture<Void> producer = CompletableFuture.runAsync(() -> lines(0, count));
            await().atMost(LIMIT).until(() -> dispatcher.totals().pending() == 64);
            assertTimeoutPreemptively(LIMIT, dispatcher::stop);
            producer.join();
            assertTrue(file.lost() > 0, "what the pipe did not take is counted");
        } finally {
            sleeper.close();
        }
    }

    /** What another reader gets until the line that was said for it. */
    private List<String> rest() {
        List<String> lines = new ArrayList<>();
        try (BufferedReader reader = reader()) {
            for (String line = reader.readLine(); !line.equals("last"); line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return lines;
    }

    private BufferedReader reader() throws IOException {
        return Files.newBufferedReader(pipe, StandardCharsets.ISO_8859_1);
    }

    private void lines(int from, int to) {
        IntStream.range(from, to).forEach(i -> say(text(i)));
    }

    private static String text(int number) {
        return number + " " + "abcdefghij".repeat(number % 9) + ".";
    }

    private static int number(String line) {
        return Integer.parseInt(line.substring(0, line.indexOf(' ')));
    }

    private void say(String text) {
        dispatcher.line(file, (text + "\n").getBytes(StandardCharsets.ISO_8859_1), false);
    }
}
