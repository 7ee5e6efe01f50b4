package dev.weir.stats.connections;

import dev.weir.core.http.ConnectionTap;
import dev.weir.core.http.ErrorPages;
import dev.weir.core.http.Handler;
import dev.weir.core.http.HeadLimits;
import dev.weir.core.http.HttpOptions;
import dev.weir.core.http.Listener;
import dev.weir.core.http.Location;
import dev.weir.core.http.VirtualServer;
import dev.weir.core.loop.ManualWorker;
import dev.weir.core.loop.MemoryTransport;
import dev.weir.core.route.Hosts;
import dev.weir.core.route.Locations;
import dev.weir.core.variable.Variables;
import dev.weir.core.ws.WsOptions;
import dev.weir.stats.FakeSession;
import dev.weir.testkit.Json;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * WebSocket connections at {@code /ws}, and who lists and closes them at {@code /who}, on workers that turn when told.
 *
 * <p>Thread: the test's.
 */
final class ConnectionsStand {
    final List<ManualWorker> loops;
    final OpenConnections open;
    final List<FakeSession> sessions = new ArrayList<>();
    private final Listener listener;

    ConnectionsStand(int workers) {
        loops = IntStream.range(0, workers).mapToObj(ManualWorker::new).toList();
        open = new OpenConnections(loops.stream().map(ManualWorker::worker).toList());
        Locations locations = new Locations();
        Location fallback = location("", x -> x.error(404));
        add(locations, "/ws", x -> {
            FakeSession session = new FakeSession(x);
            sessions.add(session);
            x.location().openTaps(session);
        });
        add(locations, "/who", new ConnectionsHandler(open, new Traits(new Variables()), true));
        VirtualServer server = new VirtualServer(
                "a",
                Duration.ofSeconds(60),
                HeadLimits.DEFAULT,
                null,
                locations,
                fallback,
                List.of(new InetSocketAddress("127.0.0.1", 80)));
        listener = new Listener(local -> new Hosts(server), ConnectionTap.NONE);
    }

    private void add(Locations locations, String path, Handler handler) {
        locations.addPrefix(path, false, location(path, handler), new Locations());
    }

    private Location location(String name, Handler handler) {
        return new Location(
                name,
                false,
                null,
                handler,
                List.of(),
                List.of(open),
                List.of(),
                List.of(),
                ErrorPages.NONE,
                x -> "html",
                HttpOptions.DEFAULTS,
                WsOptions.DEFAULTS);
    }

    ManualWorker loop(int index) {
        return loops.get(index);
    }

    /** A connection of a worker's. */
    MemoryTransport open(int worker, String path) {
        MemoryTransport wire = say(worker, "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
        loop(worker).settle();
        return wire;
    }

    /** A request that is sent and no more. */
    MemoryTransport say(int worker, String request) {
        MemoryTransport wire = loop(worker).accept(listener.get());
        wire.send(request);
        return wire;
    }

    void settle() {
        for (int round = 0; round < 4; round++) {
            loops.forEach(ManualWorker::settle);
        }
    }

    String ask(String method, String target) {
        MemoryTransport wire = say(0, method + " " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        settle();
        return wire.text();
    }

    Json list(String query) {
        return body(ask("GET", "/who" + query));
    }

    static Json body(String answer) {
        return Json.read(answer.substring(answer.indexOf("\r\n\r\n") + 4));
    }
}
