package dev.weir.core.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * A worker without a thread and without sockets: it turns when told, at a time that the test moves.
 *
 * <p>Thread: the test's.
 */
public final class ManualWorker {
    private static final int MOST_TURNS = 10_000;

    private final ManualClock clock = new ManualClock();
    private final List<MemoryTransport> transports = new ArrayList<>();
    private final Queue<MemoryTransport> awaited = new ArrayDeque<>();
    private final Worker worker;
    private RuntimeException connectFault;
    private int nextPort = 40_000;
    private boolean wasReady;

    public ManualWorker() {
        this(0);
    }

    /** One of several workers. */
    public ManualWorker(int index) {
        worker = new Worker(index, clock, new ScriptedPoller());
    }

    public Worker worker() {
        return worker;
    }

    public ManualClock clock() {
        return clock;
    }

    /** A client connects. */
    public MemoryTransport accept(Protocol protocol) {
        return accept(protocol, new MemoryTransport(nextPort++, 80));
    }

    /** A client connects by a transport of the test's. */
    public MemoryTransport accept(Protocol protocol, MemoryTransport transport) {
        transports.add(transport);
        try {
            worker.adopt(transport, protocol);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return transport;
    }

    /** What the next connect of Weir's will get; without one it is refused at once. */
    public MemoryTransport expectConnect() {
        MemoryTransport transport = new MemoryTransport(8010, nextPort++);
        awaited.add(transport);
        return transport;
    }

    /** From now on every connect throws. */
    public void breakConnects(RuntimeException fault) {
        connectFault = fault;
    }

    /** Forgets the connects that were expected and did not come. */
    public void dropAwaited() {
        awaited.clear();
    }

    /** One turn of the loop. */
    public void turn() {
        wasReady = false;
        worker.turn(false);
    }

    /** Turns until nothing is ready. */
    public void settle() {
        for (int i = 0; i < MOST_TURNS; i++) {
            turn();
            if (!wasReady) {
                return;
            }
        }
        throw new AssertionError("still busy after " + MOST_TURNS + " turns");
    }

    /** Lets time pass, then turns until nothing is ready. */
    public void advance(Duration by) {
        clock.advance(by);
        settle();
    }

    /** Thread: the test's. */
    private final class ScriptedPoller implements Poller {
        @Override
        public void poll(long timeoutMillis, Ready ready) {
            for (MemoryTransport transport : List.copyOf(transports)) {
                int ops = transport.readyOps();
                if (ops != 0) {
                    wasReady = true;
                    ready.onReady(transport.connection(), ops);
                }
            }
        }

        @Override
        public void wakeup() {
            wasReady = true;
        }

        @Override
        public Transport connect(SocketAddress remote, SocketAddress local) throws IOException {
            if (connectFault != null) {
                throw connectFault;
            }
            MemoryTransport transport = awaited.poll();
            if (transport == null) {
                throw new ConnectException("Connection refused");
            }
            transports.add(transport);
            return transport;
        }

        @Override
        public Transport datagrams(SocketAddress remote) throws IOException {
            return connect(remote, null);
        }

        @Override
        public void forEach(Consumer<Connection> action) {
            transports.stream()
                    .filter(t -> !t.isClosed() && t.connection() != null)
                    .forEach(t -> action.accept(t.connection()));
        }

        @Override
        public void close() {
            transports.clear();
        }
    }
}
