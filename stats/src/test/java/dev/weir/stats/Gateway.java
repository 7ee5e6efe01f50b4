package dev.weir.stats;

import dev.weir.core.http.ConnectionTap;
import dev.weir.core.http.ErrorPages;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.ExchangeTap;
import dev.weir.core.http.Handler;
import dev.weir.core.http.HeadLimits;
import dev.weir.core.http.HttpOptions;
import dev.weir.core.http.Listener;
import dev.weir.core.http.Location;
import dev.weir.core.http.LocationFinder;
import dev.weir.core.http.Site;
import dev.weir.core.http.VirtualServer;
import dev.weir.core.loop.Acceptor;
import dev.weir.core.loop.Clock;
import dev.weir.core.loop.DoorOptions;
import dev.weir.core.loop.Workers;
import dev.weir.core.ws.WsOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A small HTTP server on the loopback interface, so that tests have real exchanges. Thread: the test's. */
public final class Gateway implements AutoCloseable {
    private static final long LIMIT_SECONDS = 10;

    private final Workers workers;
    private final Acceptor acceptor;
    private final Acceptor.Door door;
    private final BlockingQueue<Exchange> open = new LinkedBlockingQueue<>();
    private final List<Socket> sockets = new ArrayList<>();

    private Gateway(int count, Function<Gateway, Handler> handler, List<ExchangeTap> taps) throws IOException {
        workers = new Workers(count, Clock.SYSTEM);
        Location location = new Location(
                "/",
                false,
                null,
                handler.apply(this),
                List.of(),
                List.of(),
                taps,
                List.of(),
                ErrorPages.NONE,
                x -> "html",
                HttpOptions.DEFAULTS,
                WsOptions.DEFAULTS);
        VirtualServer server = new VirtualServer(
                "test.example",
                Duration.ofSeconds(60),
                HeadLimits.DEFAULT,
                null,
                new OneLocation(location),
                location,
                java.util.List.of());
        door = Acceptor.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                DoorOptions.NONE,
                new Listener(address -> new OneServer(server), ConnectionTap.NONE));
        acceptor = new Acceptor(workers, 1000, () -> {});
        acceptor.add(door);
        workers.start();
        acceptor.start();
    }

    private record OneLocation(Location only) implements LocationFinder {
        @Override
        public Location find(Exchange exchange) {
            return only;
        }

        @Override
        public Location named(String name) {
            return null;
        }
    }

    private record OneServer(VirtualServer only) implements Site {
        @Override
        public VirtualServer server(String host, Exchange exchange) {
            return only;
        }

        @Override
        public VirtualServer defaultServer() {
            return only;
        }
    }

    /** A server that answers with {@code handler}. */
    public static Gateway answering(Handler handler, ExchangeTap... taps) throws IOException {
        return new Gateway(1, self -> handler, List.of(taps));
    }

    /** A server that answers nothing, so that its exchanges stay open; see {@link #exchange}. */
    public static Gateway holding(int workers) throws IOException {
        return new Gateway(workers, self -> self.open::add, List.of());
    }

    /** Opens an exchange with this request, line ends being CR LF and the empty line added. */
    public Exchange exchange(String request) throws Exception {
        Socket socket = connect();
        socket.getOutputStream().write((request + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        return open.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    /** An exchange of a plain GET. */
    public Exchange exchange() throws Exception {
        return exchange("GET /chat?room=1 HTTP/1.1\r\nHost: test.example");
    }

    /** The whole response to a request, which must ask to close. */
    public String ask(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write((request + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** A connection on which nothing is said yet. */
    public Socket connect() throws IOException {
        InetSocketAddress address = (InetSocketAddress) door.channel().getLocalAddress();
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
        sockets.add(socket);
        return socket;
    }

    /** Does work on the worker of an exchange and waits for it. */
    public static <T> T on(Exchange exchange, Function<Exchange, T> work) throws Exception {
        CompletableFuture<T> done = new CompletableFuture<>();
        exchange.worker().execute(() -> {
            try {
                done.complete(work.apply(exchange));
            } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        });
        return done.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        acceptor.stop();
        workers.stop();
    }
}
