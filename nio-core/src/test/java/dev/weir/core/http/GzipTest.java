package dev.weir.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.GzipRules.Proxied;
import dev.weir.core.loop.ScriptedTransport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GzipTest {
    private static final String TEXT = "a text that is long enough to be compressed. ".repeat(20);

    private final HttpStand stand = new HttpStand();

    private void zip(Set<Proxied> proxied, Headers answer) {
        GzipRules rules = new GzipRules(1, 20, Set.of("text/html"), 1, proxied, true, List.of("bad"::equals));
        stand.options(
                new ResponseOptions(true, null, true, ResponseOptions.ModifiedSince.EXACT, 1, null, rules, null),
                null,
                null);
        stand.at("/", x -> x.respond(200, answer, TEXT.getBytes(StandardCharsets.ISO_8859_1)));
        stand.at("/short", x -> x.respond(200, answer, "short".getBytes(StandardCharsets.ISO_8859_1)));
        stand.at("/error", x -> x.error(500));
    }

    private static byte[] unzipped(byte[] zipped) throws IOException {
        return new GZIPInputStream(new ByteArrayInputStream(zipped)).readAllBytes();
    }

    @Test
    void anyPiecesMakeOneStream() throws IOException {
        Random random = new Random(7);
        byte[] all = new byte[300_000];
        random.nextBytes(all);
        Arrays.fill(all, 0, 200_000, (byte) 'x');
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Gzip gzip = new Gzip(1, piece -> {
            byte[] bytes = new byte[piece.remaining()];
            piece.get(bytes);
            out.writeBytes(bytes);
        });
        for (int at = 0; at < all.length; ) {
            int count = Math.min(all.length - at, 1 + random.nextInt(50_000));
            gzip.write(ByteBuffer.wrap(all, at, count));
            if (random.nextBoolean()) {
                gzip.flush();
                int size = out.size();
                gzip.flush();
                assertEquals(size, out.size());
            }
            at += count;
        }
        gzip.finish();
        gzip.close();
        gzip.close();
        assertEquals(Arrays.hashCode(all), Arrays.hashCode(unzipped(out.toByteArray())));
        assertTrue(gzip.ratio().matches("[23]\\.\\d\\d"), gzip.ratio());
    }

    @Test
    void theClientGetsTheSameText() throws IOException {
        zip(Set.of(Proxied.OFF), Headers.of("Content-Type", "text/html; charset=x", "ETag", "\"e\""));
        ScriptedTransport client = stand.client();
        client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAccept-Encoding: br, gzip\r\n\r\n");
        stand.loop.settle();
        String head = client.written().substring(0, client.written().indexOf("\r\n\r\n") + 4);
        assertTrue(head.contains("\r\nContent-Encoding: gzip\r\n"), head);
        assertTrue(head.contains("\r\nVary: Accept-Encoding\r\n"), head);
        assertTrue(head.contains("\r\nETag: W/\"e\"\r\n"), head);
        assertFalse(head.contains("Content-Length"), head);
        ChunkedDecoder chunks = ChunkedDecoder.ofResponse();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        ByteBuffer wire = ByteBuffer.wrap(client.writtenBytes()).position(head.length());
        try {
            assertTrue(chunks.decode(wire, part -> Fed.append(part, body)));
        } catch (HttpFault fault) {
            throw new AssertionError(fault);
        }
        assertEquals(TEXT, new String(unzipped(body.toByteArray()), StandardCharsets.ISO_8859_1));
        assertEquals(0, stand.loop.worker().timers());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/|gzip|true",
                "/|deflate, gzip;q=0.5|true",
                "/|gzip;q=0|false",
                "/|gzip; q=0.00|false",
                "/|xgzip|false",
                "/|br|false",
                "/short|gzip|false",
                "/error|gzip|false",
                "/|gzip; User-Agent: good|true",
                "/|gzip; User-Agent: bad|false",
                "/|gzip; Via: 1.1 proxy|false",
            })
    void onlyWhatIsWantedIsCompressed(String target, String fields, boolean zipped) {
        zip(Set.of(Proxied.OFF), Headers.of("Content-Type", "text/html"));
        assertEquals(zipped, ask(target, fields));
    }

    private boolean ask(String target, String fields) {
        String lines = "Accept-Encoding: " + fields.replaceAll("; (?=[A-Z])", "\r\n") + "\r\n";
        return stand.talk("GET " + target + " HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n")
                .contains("Content-Encoding: gzip");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ANY|X: y|gzip; Via: p|true",
                "AUTH|X: y|gzip; Via: p; Authorization: z|true",
                "AUTH|Cache-Control: private|gzip; Via: p|false",
                "EXPIRED|Expires: Thu, 01 Jan 1970 00:00:01 GMT|gzip; Via: p|true",
                "EXPIRED|Expires: Thu, 31 Dec 2037 23:55:55 GMT|gzip; Via: p|false",
                "NO_CACHE|Cache-Control: a, no-cache|gzip; Via: p|true",
                "NO_STORE|Cache-Control: no-cache|gzip; Via: p|false",
                "PRIVATE|Cache-Control: private|gzip; Via: p|true",
                "NO_ETAG|ETag: \"e\"|gzip; Via: p|false",
                "NO_ETAG|X: y|gzip; Via: p|true",
                "NO_LAST_MODIFIED|Last-Modified: x|gzip; Via: p|false",
            })
    void aProxyGetsWhatItMayKeep(Proxied proxied, String answer, String fields, boolean zipped) {
        String[] field = answer.split(": ");
        zip(Set.of(proxied), Headers.of("Content-Type", "text/html", field[0], field[1]));
        assertEquals(zipped, ask("/", fields));
    }

    @ParameterizedTest
    @CsvSource({"Content-Type, text/css", "Content-Encoding, br"})
    void otherTypesAndWhatIsEncodedAlreadyPassAsTheyAre(String name, String value) {
        List<String> fields = new ArrayList<>(List.of(name, value));
        if (!name.equals("Content-Type")) {
            fields.addAll(List.of("Content-Type", "text/html"));
        }
        zip(Set.of(Proxied.OFF), Headers.of(fields.toArray(String[]::new)));
        assertFalse(ask("/", "gzip"));
    }
}
