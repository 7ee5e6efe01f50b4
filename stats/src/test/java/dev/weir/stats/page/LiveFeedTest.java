package dev.weir.stats.page;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.Headers;
import dev.weir.core.http.ResponseHead;
import dev.weir.core.http.ResponseStream;
import dev.weir.stats.Gateway;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The feed over real sockets; that it ends with the server and with a reload, StatisticsPageIT shows. */
class LiveFeedTest {
    /** Of a version without chunks, so that an event is a line. */
    private static final String REQUEST = "GET /stat HTTP/1.0";

    private final List<Boolean> completes = new CopyOnWriteArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile String statistics = "{\"version\":1}\n";

    private final LiveFeed feed = new LiveFeed(
            complete -> {
                asked.incrementAndGet();
                completes.add(complete);
                return new InPieces(statistics);
            },
            2);

    /** Is written in three pieces. */
    private static final class InPieces implements Draft {
        private final String text;
        private int pieces;

        InPieces(String text) {
            this.text = text;
        }

        @Override
        public boolean write() {
            return ++pieces == 3;
        }

        @Override
        public String take() {
            int third = text.length() / 3;
            return text.substring((pieces - 1) * third, pieces == 3 ? text.length() : pieces * third);
        }
    }

    /** Lines of one answer as they come. */
    private static final class Look implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader lines;

        Look(Gateway gateway) throws IOException {
            socket = gateway.connect();
            socket.getOutputStream().write((REQUEST + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        }

        String next(String start) throws IOException {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(start)) {
                    return line;
                }
            }
            throw new IOException("no line begins with " + start);
        }

        /** That the server has ended the answer in the midst of an event. */
        void demandEnd() {
            IOException end = assertThrows(IOException.class, () -> next("data: {\"version\":1}"));
            assertFalse(end instanceof SocketTimeoutException, "it goes on");
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void allViewersOfAWorkerShareOneSnapshotASecond() throws Exception {
        try (Gateway gateway = Gateway.answering(feed::open);
                Look one = new Look(gateway);
                Look two = new Look(gateway)) {
            assertEquals("HTTP/1.1 200 OK", one.next("HTTP/"));
            assertEquals("Content-Type: text/event-stream", one.next("Content-Type"));
            assertEquals("retry: 1000", one.next("retry"));
            assertEquals("retry: 1000", two.next("retry"));
            for (int i = 0; i < 2; i++) {
                assertEquals("data: {\"version\":1}", one.next("data"));
                assertEquals("", one.next(""), "an empty line ends an event");
                assertEquals("data: {\"version\":1}", two.next("data"));
            }
            assertEquals(List.of(true, false), completes.subList(0, 2), "the first event has all");
            assertTrue(asked.get() <= 3, () -> "asked " + asked.get() + " times for two events of two viewers");
        }
    }

    @Test
    void asksForNothingWhenNobodyLooks() throws Exception {
        try (Gateway gateway = Gateway.answering(feed::open)) {
            try (Look look = new Look(gateway)) {
                look.next("data");
            }
            await().atMost(Duration.ofSeconds(5)).until(() -> feed.viewers() == 0);
            int before = asked.get();
            await().during(Duration.ofMillis(1500))
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> asked.get() == before);
            try (Look again = new Look(gateway)) {
                assertEquals("data: {\"version\":1}", again.next("data"));
            }
        }
    }

    @Test
    void answersNoMoreThanItMay() throws Exception {
        try (Gateway gateway = Gateway.answering(feed::open);
                Look one = new Look(gateway)) {
            one.next("retry");
            try (Look two = new Look(gateway)) {
                two.next("retry");
                String refused = gateway.ask(REQUEST + "\r\nConnection: close");
                assertTrue(refused.startsWith("HTTP/1.1 503 ") && refused.contains("\r\nRetry-After: 10\r\n"), refused);
                assertEquals(2, feed.viewers());
            }
            await().atMost(Duration.ofSeconds(5)).until(() -> feed.viewers() == 1);
            try (Look next = new Look(gateway)) {
                assertEquals("HTTP/1.1 200 OK", next.next("HTTP/"));
            }
        }
    }

    /** One that does not read gets no second event while the first waits for it, so memory stays what it was. */
    @Test
    void whoDoesNotReadGetsNoMore() throws Exception {
        statistics = "x".repeat(8 * 1024 * 1024) + "\n";
        try (Gateway gateway = Gateway.answering(feed::open);
                Look idle = new Look(gateway)) {
            await().atMost(Duration.ofSeconds(5)).until(() -> asked.get() == 1);
            await().during(Duration.ofMillis(2500))
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> asked.get() == 1);
            assertEquals(statistics.length() + 5, idle.next("data").length(), "what waited is whole");
            idle.next("data");
        }
    }

    /** Whose answer throws when the third piece is to go into it. */
    private record Faulty(ResponseStream stream, AtomicInteger pieces) implements ResponseStream {
        @Override
        public void write(ByteBuffer bytes) {
            if (pieces.incrementAndGet() == 3) {
                throw new IllegalStateException("a filter's fault");
            }
            stream.write(bytes);
        }

        @Override
        public void finish() {
            stream.finish();
        }

        @Override
        public boolean isCongested() {
            return stream.isCongested();
        }

        @Override
        public void onDrained(Runnable action) {
            stream.onDrained(action);
        }

        @Override
        public void highMark(int bytes) {
            stream.highMark(bytes);
        }

        @Override
        public void flush() {
            stream.flush();
        }
    }

    @Test
    void theFaultOfOneViewerCostsNobodyElse() throws Exception {
        AtomicReference<WorkerFeed> shared = new AtomicReference<>();
        AtomicInteger came = new AtomicInteger();
        try (Gateway gateway = Gateway.answering(x -> {
                    shared.compareAndSet(null, new WorkerFeed(x.worker(), complete -> new InPieces(statistics)));
                    ResponseStream out = x.begin(ResponseHead.of(200, Headers.EMPTY), -1);
                    boolean first = came.incrementAndGet() == 1;
                    shared.get().add(new Viewer(x, first ? new Faulty(out, new AtomicInteger()) : out));
                });
                Look faulty = new Look(gateway)) {
            faulty.next("retry");
            try (Look other = new Look(gateway)) {
                for (int i = 0; i < 3; i++) {
                    assertEquals("data: {\"version\":1}", other.next("data"));
                }
            }
            faulty.demandEnd();
        }
    }

    /** Half of an event is none; the browser comes anew, and the feed is there. */
    @Test
    void anEventThatCannotBeWrittenEndsTheAnswersThatHaveHalfOfIt() throws Exception {
        AtomicInteger drafts = new AtomicInteger();
        LiveFeed faulty = new LiveFeed(
                complete -> {
                    Draft good = new InPieces(statistics);
                    return drafts.incrementAndGet() > 1
                            ? good
                            : new Draft() {
                                @Override
                                public boolean write() {
                                    if (good.write() || good.take().contains("ver")) {
                                        throw new IllegalStateException("a table's fault");
                                    }
                                    return false;
                                }

                                @Override
                                public String take() {
                                    return good.take();
                                }
                            };
                },
                2);
        try (Gateway gateway = Gateway.answering(faulty::open);
                Look look = new Look(gateway)) {
            look.next("retry");
            look.demandEnd();
            try (Look again = new Look(gateway)) {
                assertEquals("data: {\"version\":1}", again.next("data"));
            }
        }
    }

    @Test
    void aHeadHasNoBody() throws Exception {
        try (Gateway gateway = Gateway.answering(feed::open)) {
            String head = gateway.ask("HEAD /stat HTTP/1.1\r\nHost: a\r\nConnection: close");
            assertTrue(head.contains("\r\nContent-Type: text/event-stream\r\n") && head.endsWith("\r\n\r\n"), head);
            assertEquals(0, feed.viewers());
        }
    }
}
