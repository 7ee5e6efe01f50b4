package dev.weir.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyStoreTest {
    private final HttpStand stand = new HttpStand();

    @TempDir
    private Path folder;

    /** Answers a stored body with what the variables show of it, and how long it is when it is read again. */
    private void answer(Exchange x) {
        BodyStore[] store = new BodyStore[1];
        store[0] = new BodyStore(x, () -> {
            BodyStore.Reading reading = store[0].read();
            int length = 0;
            while (reading.hasMore()) {
                length += reading.next().remaining();
            }
            String text = length + " " + BodyStore.text(x) + " " + BodyStore.fileName(x);
            x.respond(200, Headers.EMPTY, text.getBytes(StandardCharsets.ISO_8859_1));
            store[0].close();
        });
        x.body().read(store[0]);
    }

    private String post(String body) {
        String response =
                stand.talk("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        return response.substring(response.indexOf("\r\n\r\n") + 4);
    }

    private List<String> files() throws IOException {
        try (var all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(f -> folder.relativize(f).toString())
                    .toList();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "OFF, 4, 4 abab null, 0",
        "OFF, 20000, 20000 null 4/00/0000000004, 0",
        "CLEAN, 4, 4 null 4/00/0000000004, 0",
        "ON, 4, 4 null 4/00/0000000004, 1",
    })
    void goesWhereTheLocationWantsIt(BodyFiles.Use use, int length, String shown, int left) throws IOException {
        stand.options(null, new BodyFiles(use, new BodyFolder(folder, List.of(1, 2), 3)), null);
        stand.at("/", this::answer);
        assertEquals(shown, post("ab".repeat(length / 2)).replace(folder + "/", ""));
        assertEquals(left, files().size());
    }

    @Test
    void aFolderThatCannotBeUsedIsAnswered500() throws IOException {
        Path noFolder = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("unmounted"));
        Path file = Files.writeString(folder.resolve("file"), "");
        for (Path unusable : List.of(noFolder, file)) {
            HttpStand fresh = new HttpStand();
            fresh.options(null, new BodyFiles(BodyFiles.Use.CLEAN, new BodyFolder(unusable, List.of(1), 3)), null);
            fresh.at("/", this::answer);
            String response = fresh.talk("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab");
            assertTrue(response.startsWith("HTTP/1.1 500 "), response);
        }
    }

    @Test
    void aFileThatWasCutShortByOthersIsAFailure() throws IOException {
        stand.options(null, new BodyFiles(BodyFiles.Use.ON, new BodyFolder(folder, List.of(), 0)), null);
        List<Throwable> failures = new ArrayList<>();
        stand.at("/", x -> {
            BodyStore[] store = new BodyStore[1];
            store[0] = new BodyStore(x, () -> {
                try (FileChannel file = FileChannel.open(folder.resolve("0000000001"), StandardOpenOption.WRITE)) {
                    file.truncate(1);
                } catch (IOException e) {
                    failures.add(e);
                }
                BodyStore.Reading reading = store[0].read();
                reading.next();
                failures.add(assertThrows(UncheckedIOException.class, reading::next));
                x.respond(204, Headers.EMPTY, new byte[0]);
            });
            x.body().read(store[0]);
        });
        post("ab");
        assertEquals(1, failures.size());
    }

    @Test
    void aNameThatIsTakenIsPassedOver() throws IOException {
        Files.writeString(folder.resolve("0000000001"), "another's");
        stand.options(null, new BodyFiles(BodyFiles.Use.ON, new BodyFolder(folder, List.of(), 0)), null);
        stand.at("/", this::answer);
        assertEquals("2 null 0000000002", post("ab").replace(folder + "/", ""));
        assertEquals("ab", Files.readString(folder.resolve("0000000002")));
    }
}
