package dev.weir.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.loop.ScriptedTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code mirror}: what goes on behind an exchange, and who waits for whom. */
class MirrorTest {
    private static final String POST = "POST /p?a=b HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n";

    private final List<Exchange> copies = new ArrayList<>();
    private final List<String> ended = new ArrayList<>();
    private final List<String> mains = new ArrayList<>();

    /** Everything but {@code /copy} is mirrored, and {@code /copy} answers when the test says so. */
    private HttpStand stand(boolean withBody) {
        return new HttpStand()
                .at("/copy", x -> {
                    copies.add(x);
                    x.onEnd(() -> ended.add("copy"));
                    x.onAbort(() -> ended.add("aborted"));
                })
                .before(new Mirror(List.of("/copy"), withBody))
                .at("/", x -> {
                    mains.add(x.method() + " " + x.uri());
                    x.respond(200, Headers.EMPTY, ByteText.bytes("<" + bodyOf(x) + ">"));
                });
    }

    /** What is there of it now. */
    private static String bodyOf(Exchange x) {
        StringBuilder text = new StringBuilder();
        x.body().read(new BodySink() {
            @Override
            public void onData(ByteBuffer bytes) {
                while (bytes.hasRemaining()) {
                    text.append((char) bytes.get());
                }
            }

            @Override
            public void onEnd() {
                text.append('.');
            }
        });
        return text.toString();
    }

    private static ScriptedTransport send(HttpStand stand, String request) {
        ScriptedTransport client = stand.client();
        client.send(request);
        stand.loop.settle();
        return client;
    }

    private void answerCopies(HttpStand stand) {
        copies.forEach(copy -> copy.respond(500, Headers.EMPTY, new byte[3]));
        stand.loop.settle();
    }

    @Test
    void theClientHasItsAnswerFirst() {
        HttpStand stand = stand(true);
        ScriptedTransport client = send(stand, HttpStand.get("/x?q"));
        assertEquals(
                "GET /copy?q",
                copies.get(0).method() + " " + copies.get(0).uri() + "?"
                        + copies.get(0).args());
        assertTrue(client.take().endsWith("<.>"));
        assertEquals(List.of(), ended);
        answerCopies(stand);
        assertEquals(List.of("copy"), ended);
        assertEquals("", client.take(), "nobody hears what a copy is answered");
    }

    @Test
    void theNextRequestOfTheConnectionWaits() {
        HttpStand stand = stand(true);
        ScriptedTransport client = send(stand, HttpStand.get("/one") + HttpStand.get("/two"));
        assertEquals(List.of("GET /one"), mains);
        answerCopies(stand);
        assertEquals(List.of("GET /one", "GET /two"), mains);
        assertFalse(client.isClosed());
        assertEquals(List.of("200 GET /one HTTP/1.1"), stand.log, "the second one still has its own copy");
    }

    @Test
    void theBodyIsReadFirstAndGoesToBoth() {
        HttpStand stand = stand(true);
        ScriptedTransport client = send(stand, POST + "he");
        assertEquals(0, copies.size() + mains.size());
        client.send("llo");
        stand.loop.settle();
        assertTrue(client.take().endsWith("<hello.>"));
        assertEquals("hello", BodyStore.text(copies.get(0)));
        answerCopies(stand);
        assertEquals(List.of("200 POST /p?a=b HTTP/1.1"), stand.log);
    }

    @Test
    void withoutTheBodyNobodyWaitsForIt() {
        HttpStand stand = stand(false);
        ScriptedTransport client = send(stand, POST);
        assertEquals("POST", copies.get(0).method());
        assertTrue(copies.get(0).body().isComplete(), "a copy without a body");
        assertEquals(List.of("POST /p"), mains);
        client.send("hello");
        stand.loop.settle();
        answerCopies(stand);
        assertEquals(1, stand.log.size());
    }

    @Test
    void aCopyHasNoCopies() {
        HttpStand stand = new HttpStand()
                .before(new Mirror(List.of("/a", "/b"), true))
                .at("/", x -> {
                    copies.add(x);
                    x.respond(204, Headers.EMPTY, new byte[0]);
                });
        send(stand, HttpStand.get("/x"));
        assertEquals(
                List.of("/a", "/b", "/x"), copies.stream().map(Exchange::uri).toList());
    }

    @Test
    void aClientThatGoesWithItsAnswerLeavesTheCopyAlone() {
        for (boolean reset : new boolean[] {false, true}) {
            copies.clear();
            ended.clear();
            HttpStand stand = stand(true);
            ScriptedTransport client = send(stand, HttpStand.get("/x"));
            if (reset) {
                client.breakWith(new IOException("reset"));
            } else {
                client.end();
            }
            stand.loop.settle();
            assertEquals(List.of(), ended);
            assertEquals(1, stand.doing(ConnectionTap.Activity.WRITING));
            answerCopies(stand);
            assertEquals(List.of("copy"), ended);
            assertEquals(List.of("200 GET /x HTTP/1.1"), stand.log);
            assertEquals(0, stand.doing(ConnectionTap.Activity.CLOSED));
        }
    }

    @Test
    void aClientThatGoesBeforeEndsTheCopy() {
        HttpStand stand = new HttpStand()
                .at("/copy", x -> {
                    copies.add(x);
                    x.onEnd(() -> ended.add("copy"));
                    x.onAbort(() -> ended.add("aborted"));
                })
                .before(new Mirror(List.of("/copy"), true))
                .at("/", x -> {});
        send(stand, HttpStand.get("/x")).end();
        stand.loop.settle();
        assertEquals(List.of("aborted", "copy"), ended);
        assertEquals(List.of("499 GET /x HTTP/1.1"), stand.log);
        answerCopies(stand);
        assertEquals(0, stand.doing(ConnectionTap.Activity.CLOSED));
    }

    /** Whatever else an upstream of a copy says, nobody waits for it. */
    @Test
    void theHeadOfACopysAnswerIsEnough() {
        HttpStand stand = stand(true);
        send(stand, HttpStand.get("/x"));
        ResponseStream out = copies.get(0).begin(ResponseHead.of(200, Headers.EMPTY), -1);
        stand.loop.settle();
        assertEquals(List.of("copy"), ended);
        ByteBuffer more = ByteBuffer.allocate(10);
        out.write(more);
        assertFalse(more.hasRemaining());
    }
}
