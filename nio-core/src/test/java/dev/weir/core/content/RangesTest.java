package dev.weir.core.content;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.HttpStand;
import dev.weir.core.http.ResponseOptions;
import dev.weir.core.http.ResponseOptions.ModifiedSince;
import dev.weir.core.variable.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parts of files, and what a client's knowledge of them changes. */
class RangesTest {
    private static final String THEN = "Mon, 01 Jan 2024 00:00:00 GMT";
    private static final String LATER = "Mon, 01 Jan 2024 00:00:01 GMT";
    private static final String ETAG = "\"65920080-a\"";

    private final HttpStand stand = new HttpStand();

    @TempDir
    private Path root;

    @BeforeEach
    void file() throws IOException {
        Files.writeString(root.resolve("ten"), "0123456789");
        Files.setLastModifiedTime(root.resolve("ten"), FileTime.fromMillis(1_704_067_200_123L));
    }

    private void serve(boolean etag, ModifiedSince since, int ranges) {
        stand.options(new ResponseOptions(true, null, etag, since, ranges, null, null, null), null, null)
                .at(
                        "/",
                        new StaticHandler(
                                Template.literal(root.toString()), List.of(), new MimeTypes(Map.of(), "t/t"), root));
    }

    private String ask(String fields) {
        String lines = fields.isEmpty() ? "" : fields.replace("; ", "\r\n") + "\r\n";
        return stand.talk("GET /ten HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + lines + "\r\n");
    }

    private static String line(String response, String name) {
        int at = response.indexOf("\r\n" + name + ": ");
        return at < 0 ? null : response.substring(at + name.length() + 4, response.indexOf("\r\n", at + 2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "Range: bytes=0-3|206|bytes 0-3/10|0123",
                "Range: bytes=8-|206|bytes 8-9/10|89",
                "Range: bytes=-3|206|bytes 7-9/10|789",
                "Range: bytes=-30|206|bytes 0-9/10|0123456789",
                "Range: bytes=5-99|206|bytes 5-9/10|56789",
                "Range: BYTES= 1 - 2 |206|bytes 1-2/10|12",
                "Range: bytes=99-,2-3|206|bytes 2-3/10|23",
                "Range: bytes=10-|416|bytes */10|-",
                "Range: bytes=99999999999999999999-|416|bytes */10|-",
                "Range: bytes=x|416|bytes */10|-",
                "Range: bytes=-|416|bytes */10|-",
                "Range: bytes=1-2x|416|bytes */10|-",
                "Range: bytes=0-9,0-9|200|-|0123456789",
                "Range: bytes=-0,1-2|206|bytes 1-2/10|12",
                "Range: lines=1-2|200|-|0123456789",
                "Range: bytes=0-3; If-Range: " + ETAG + "|206|bytes 0-3/10|0123",
                "Range: bytes=0-3; If-Range: \"other\"|200|-|0123456789",
                "Range: bytes=0-3; If-Range: " + THEN + "|206|bytes 0-3/10|0123",
                "Range: bytes=0-3; If-Range: " + LATER + "|200|-|0123456789",
            })
    void sendsThePartThatIsAskedFor(String fields, int status, String range, String body) {
        serve(true, ModifiedSince.EXACT, Integer.MAX_VALUE);
        String response = ask(fields);
        assertTrue(response.startsWith("HTTP/1.1 " + status + " "), response);
        assertEquals(range, line(response, "Content-Range"));
        assertEquals(status == 200 ? "bytes" : null, line(response, "Accept-Ranges"));
        if (body != null) {
            assertEquals(body, response.substring(response.indexOf("\r\n\r\n") + 4));
            assertEquals(Integer.toString(body.length()), line(response, "Content-Length"));
        }
    }

    @Test
    void severalPartsAreOneMultipartBody() {
        serve(true, ModifiedSince.EXACT, 5);
        String response = ask("Range: bytes=0-1,4-5");
        String type = line(response, "Content-Type");
        assertTrue(type.startsWith("multipart/byteranges; boundary="), type);
        String boundary = "--" + type.substring(type.indexOf('=') + 1);
        String part = "\r\n" + boundary + "\r\nContent-Type: t/t\r\nContent-Range: bytes ";
        String body = part + "0-1/10\r\n\r\n01" + part + "4-5/10\r\n\r\n45\r\n" + boundary + "--\r\n";
        assertEquals(body, response.substring(response.indexOf("\r\n\r\n") + 4));
        assertEquals(Integer.toString(body.length()), line(response, "Content-Length"));
    }

    @Test
    void maxRangesIsTheMost() {
        serve(true, ModifiedSince.EXACT, 1);
        assertTrue(ask("Range: bytes=0-1").startsWith("HTTP/1.1 206"));
        assertTrue(ask("Range: bytes=0-1,4-5").startsWith("HTTP/1.1 200"));
    }

    @Test
    void noRangesAreServedWhenNoneMayBe() {
        serve(true, ModifiedSince.EXACT, 0);
        String response = ask("Range: bytes=0-1");
        assertTrue(response.startsWith("HTTP/1.1 200"));
        assertEquals(null, line(response, "Accept-Ranges"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EXACT|If-Modified-Since: " + THEN + "|304",
                "EXACT|If-Modified-Since: " + LATER + "|200",
                "BEFORE|If-Modified-Since: " + LATER + "|304",
                "BEFORE|If-Modified-Since: Sun, 31 Dec 2023 23:59:59 GMT|200",
                "OFF|If-Modified-Since: " + THEN + "|200",
                "EXACT|If-None-Match: " + ETAG + "|304",
                "EXACT|If-None-Match: \"x\", W/" + ETAG + "|304",
                "EXACT|If-None-Match: *|304",
                "EXACT|If-None-Match: \"x\"|200",
                "EXACT|If-None-Match: \"x\"; If-Modified-Since: " + THEN + "|200",
                "EXACT|If-Match: " + ETAG + "|200",
                "EXACT|If-Match: W/" + ETAG + "|412",
                "EXACT|If-Match: \"x\"|412",
                "EXACT|If-Match: *|200",
                "EXACT|If-Unmodified-Since: " + THEN + "|200",
                "EXACT|If-Unmodified-Since: Sun, 31 Dec 2023 23:59:59 GMT|412",
            })
    void preconditionsAreHeld(ModifiedSince since, String fields, int status) {
        serve(true, since, 1);
        assertTrue(ask(fields).startsWith("HTTP/1.1 " + status + " "), fields);
    }

    @Test
    void withoutAnEtagNoneMatches() {
        serve(false, ModifiedSince.EXACT, 1);
        assertEquals(null, line(ask(""), "ETag"));
        assertTrue(ask("If-Match: " + ETAG).startsWith("HTTP/1.1 412"));
        assertTrue(ask("If-None-Match: " + ETAG).startsWith("HTTP/1.1 200"));
    }
}
