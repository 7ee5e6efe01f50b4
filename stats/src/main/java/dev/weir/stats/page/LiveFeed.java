package dev.weir.stats.page;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.Headers;
import dev.weir.core.http.ResponseHead;
import dev.weir.core.loop.Worker;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends the statistics to whoever looks, once a second, as server-sent events (HTML standard, section 9.2). Each event
 * is the whole JSON; those who look by the same worker share its bytes.
 *
 * <p>It is plain HTTP and no WebSocket, so that looking changes none of the numbers that are looked at.
 *
 * <p>Thread: worker, each for its own viewers.
 */
public final class LiveFeed {
    private static final Headers HEADERS = Headers.builder()
            .add("Content-Type", "text/event-stream")
            .add("Cache-Control", "no-store")
            .add("X-Content-Type-Options", "nosniff")
            // An nginx in front would else keep the events until it has a buffer full of them.
            .add("X-Accel-Buffering", "no")
            .build();

    private final Draft.Source statistics;
    private final int mostViewers;
    private final AtomicInteger viewers = new AtomicInteger();
    private final Map<Worker, WorkerFeed> workers = new ConcurrentHashMap<>();

    /**
     * @param statistics begins to write the JSON of the moment
     * @param mostViewers at a time; those beyond are answered 503
     */
    public LiveFeed(Draft.Source statistics, int mostViewers) {
        this.statistics = statistics;
        this.mostViewers = mostViewers;
    }

    /** Answers with the feed, until the client goes or has to. */
    public void open(Exchange exchange) {
        if (exchange.isAsked()) {
            // What never ends cannot be a part of another answer.
            exchange.error(404);
        } else if (exchange.method().equals("HEAD")) {
            exchange.respond(200, HEADERS, new byte[0]);
        } else if (viewers.incrementAndGet() > mostViewers) {
            viewers.decrementAndGet();
            exchange.carry("Retry-After", "10");
            exchange.error(503);
        } else {
            exchange.onEnd(viewers::decrementAndGet);
            Viewer viewer = new Viewer(exchange, exchange.begin(ResponseHead.of(200, HEADERS), -1));
            workers.computeIfAbsent(exchange.worker(), worker -> new WorkerFeed(worker, statistics))
                    .add(viewer);
        }
    }

    /** Those who look now. */
    int viewers() {
        return viewers.get();
    }
}
