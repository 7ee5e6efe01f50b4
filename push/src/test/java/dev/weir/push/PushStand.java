package dev.weir.push;

import static org.junit.jupiter.api.Assertions.assertTrue;

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
import dev.weir.core.loop.Worker;
import dev.weir.core.route.Hosts;
import dev.weir.core.route.Locations;
import dev.weir.core.variable.CoreVariables;
import dev.weir.core.variable.Template;
import dev.weir.core.variable.Variables;
import dev.weir.core.ws.FrameFacts;
import dev.weir.core.ws.FrameTap;
import dev.weir.core.ws.Side;
import dev.weir.core.ws.WsEnd;
import dev.weir.core.ws.WsOptions;
import dev.weir.core.ws.WsSession;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Endpoints at {@code /ws} and {@code /other} and the push interface at {@code /push}, on workers that turn when told.
 *
 * <p>Thread: the test's.
 */
final class PushStand {
    final List<ManualWorker> loops;
    final RecordingPushTap counts = new RecordingPushTap();
    final QueueBudget budget;
    final Hub hub;
    final IdSigner signer = new IdSigner(new Random(7), null);
    /** Of each frame that was counted: its side, opcode and length. */
    final List<String> frames = new ArrayList<>();

    final List<WsEnd> ends = new ArrayList<>();
    /** What the observer does when it has been told. */
    Runnable onTapFrame = () -> {};

    Runnable onTapClose = () -> {};

    private Hello.Form form = Hello.Form.TEXT;
    private List<String> bases = List.of();
    private List<String> channels = List.of();
    private Duration ping = Duration.ZERO;
    private Duration idle = Duration.ZERO;
    private WsOptions webSocket = WsOptions.DEFAULTS;
    private PushMethods methods = PushMethods.NONE.withPost();
    private List<SocketAddress> addresses = List.of(new InetSocketAddress("127.0.0.1", 80));
    private Hooks hooks = Hooks.NONE;
    private Listener listener;

    PushStand(int workers) {
        this(workers, Long.MAX_VALUE);
    }

    PushStand(int workers, long mostBytes) {
        loops = IntStream.range(0, workers).mapToObj(ManualWorker::new).toList();
        budget = new QueueBudget(counts, mostBytes);
        hub = new Hub(loops.stream().map(ManualWorker::worker).toList(), budget);
    }

    PushStand hello(Hello.Form to, String... named) {
        form = to;
        bases = List.of(named);
        return this;
    }

    PushStand channels(String... names) {
        channels = List.of(names);
        return this;
    }

    PushStand hooks(Hooks to) {
        hooks = to;
        return this;
    }

    PushStand silence(Duration untilPing, Duration untilEnd) {
        ping = untilPing;
        idle = untilEnd;
        return this;
    }

    PushStand pings(Duration interval, Duration timeout) {
        WsOptions.Ping client = new WsOptions.Ping(true, false, interval, timeout);
        webSocket = new WsOptions(
                null, client, webSocket.messageSize(), webSocket.sendQueue(), webSocket.rate(), webSocket.origin());
        return this;
    }

    PushStand queue(long bytes, WsOptions.Full full) {
        WsOptions.SendQueue queue = new WsOptions.SendQueue(bytes, full);
        webSocket = new WsOptions(
                null, webSocket.ping(), webSocket.messageSize(), queue, webSocket.rate(), webSocket.origin());
        return this;
    }

    PushStand methods(PushMethods to) {
        methods = to;
        return this;
    }

    PushStand addresses(SocketAddress... to) {
        addresses = List.of(to);
        return this;
    }

    private Listener listener() {
        if (listener == null) {
            Locations locations = new Locations();
            Location fallback = location("", x -> x.error(404));
            for (String path : List.of("/ws", "/other")) {
                locations.addPrefix(path, false, location(path, endpoint()), new Locations());
            }
            PushHandler push = new PushHandler(hub, signer, PushMethods.ALL, true);
            locations.addPrefix("/push", false, location("/push", push), new Locations());
            VirtualServer server = new VirtualServer(
                    "a", Duration.ofSeconds(60), HeadLimits.DEFAULT, null, locations, fallback, addresses);
            listener = new Listener(local -> new Hosts(server), ConnectionTap.NONE);
        }
        return listener;
    }

    private WebSocketHandler endpoint() {
        EndpointOptions.Defaults defaults = new EndpointOptions.Defaults(
                ping, idle, WsOptions.Full.CLOSE, new Deflating(Deflating.Rule.USUAL, new DeflatePools(loops.size())));
        PushHandler push = new PushHandler(hub, signer, methods, false);
        return new WebSocketHandler(
                hub,
                new WebSocketHandler.Setup(
                        signer, defaults, new Hello(form, compiled(bases)), compiled(channels), push, hooks));
    }

    private static List<Template> compiled(List<String> texts) {
        Variables variables = new Variables();
        CoreVariables.define(variables, new Random(1));
        return texts.stream().map(text -> variables.compile(text)).toList();
    }

    private Location location(String name, Handler handler) {
        FrameTap tap = new FrameTap() {
            @Override
            public void onFrame(WsSession session, Side from, FrameFacts frame) {
                frames.add(from.label() + " " + frame.opcode + " " + frame.payloadLength);
                onTapFrame.run();
            }

            @Override
            public void onClose(WsSession session, WsEnd end) {
                ends.add(end);
                onTapClose.run();
            }
        };
        return new Location(
                name,
                false,
                null,
                handler,
                List.of(),
                List.of(opening -> tap),
                List.of(),
                List.of(),
                ErrorPages.NONE,
                x -> "html",
                HttpOptions.DEFAULTS,
                webSocket);
    }

    Worker worker(int index) {
        return loops.get(index).worker();
    }

    /** A connection to a worker. */
    MemoryTransport connect(int worker) {
        return loops.get(worker).accept(listener().get());
    }

    MemoryTransport connect(int worker, SocketAddress local) {
        MemoryTransport transport = new MemoryTransport(new InetSocketAddress("127.0.0.1", 9), local);
        return loops.get(worker).accept(listener().get(), transport);
    }

    /** A connection to the first worker, of a server where one handler takes everything. */
    MemoryTransport connectTo(Handler handler) {
        Location all = location("/", handler);
        Locations locations = new Locations();
        locations.addPrefix("/", false, all, new Locations());
        VirtualServer server =
                new VirtualServer("a", Duration.ofSeconds(60), HeadLimits.DEFAULT, null, locations, all, addresses);
        return loops.get(0).accept(new Listener(local -> new Hosts(server), ConnectionTap.NONE).get());
    }

    /** Turns all workers until none has anything to do. */
    void settle() {
        for (int round = 0; round < 4; round++) {
            loops.forEach(ManualWorker::settle);
        }
    }

    void advance(Duration by) {
        loops.forEach(loop -> loop.advance(by));
        settle();
    }

    /** A client of {@code /ws}. */
    PushPeer open(int worker) {
        return open(worker, "/ws");
    }

    PushPeer open(int worker, String target) {
        return open(connect(worker), target);
    }

    PushPeer open(MemoryTransport wire, String target) {
        wire.send("GET " + target + " HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        settle();
        String answer = wire.text();
        assertTrue(answer.startsWith("HTTP/1.1 101 "), answer);
        return new PushPeer(this, wire, answer.substring(answer.indexOf("\r\n\r\n") + 4));
    }

    /** What a new connection to a worker gets for these bytes. */
    String say(int worker, String request) {
        MemoryTransport wire = connect(worker);
        wire.send(request);
        settle();
        return wire.text();
    }

    /** The status of a push by {@code /push}; 0 when there is none yet. */
    int push(int worker, String idAndArgs, String body) {
        return status(say(worker, post("/push/" + idAndArgs, body)));
    }

    static String post(String target, String body, String... fields) {
        StringBuilder head = new StringBuilder("POST " + target + " HTTP/1.1\r\nHost: a\r\n");
        List.of(fields).forEach(field -> head.append(field).append("\r\n"));
        return head.append("Content-Length: " + body.length() + "\r\n\r\n") + body;
    }

    static int status(String answer) {
        return answer.isEmpty() ? 0 : Integer.parseInt(answer.substring(9, 12));
    }
}
