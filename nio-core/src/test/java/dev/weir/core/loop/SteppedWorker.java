package dev.weir.core.loop;

import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A worker whose turns and time a test moves by hand, over {@link ScriptedTransport}s.
 *
 * <p>Thread: the test's.
 */
public final class SteppedWorker implements Clock, Poller {
    private static final int MOST_TURNS = 10_000;

    private final List<ScriptedTransport> transports = new ArrayList<>();
    private final Worker worker = new Worker(0, this, this);
    private long nanos = Long.MAX_VALUE - 1_000_000_000L;
    private long wallMillis = 1_000_000_000_000L;

    public Worker worker() {
        return worker;
    }

    /** A connection that was accepted. */
    public ScriptedTransport adopt(Protocol protocol) {
        ScriptedTransport transport = new ScriptedTransport();
        transports.add(transport);
        try {
            worker.adopt(transport, protocol);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return transport;
    }

    /** One turn. */
    public void turn() {
        worker.turn(false);
    }

    /** Turns until nothing is ready any more. */
    public void settle() {
        int turns = 0;
        do {
            turn();
            if (++turns > MOST_TURNS) {
                throw new AssertionError("the worker does not come to rest");
            }
        } while (transports.stream().anyMatch(t -> t.ready() != 0));
        turn();
    }

    /** Lets time pass, then turns until nothing is ready. */
    public void advance(Duration time) {
        nanos += time.toNanos();
        wallMillis += time.toMillis();
        settle();
    }

    /** Closes so many connections that wait, if there are any. */
    public void makeWay(int most) {
        worker.closeSpares(most);
        settle();
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public long wallMillis() {
        return wallMillis;
    }

    @Override
    public void poll(long timeoutMillis, Ready ready) {
        for (ScriptedTransport transport : List.copyOf(transports)) {
            int ops = transport.ready();
            if (ops != 0) {
                ready.onReady(transport.connection(), ops);
            }
        }
        transports.removeIf(ScriptedTransport::isClosed);
    }

    @Override
    public void wakeup() {
        // A turn never sleeps here.
    }

    @Override
    public Transport connect(SocketAddress remote, SocketAddress local) {
        ScriptedTransport transport = new ScriptedTransport();
        transports.add(transport);
        return transport;
    }

    @Override
    public Transport datagrams(SocketAddress remote) throws IOException {
        return connect(remote, null);
    }

    @Override
    public void forEach(Consumer<Connection> action) {
        for (ScriptedTransport transport : List.copyOf(transports)) {
            if (!transport.isClosed()) {
                action.accept(transport.connection());
            }
        }
    }

    @Override
    public void close() {
        transports.clear();
    }
}
