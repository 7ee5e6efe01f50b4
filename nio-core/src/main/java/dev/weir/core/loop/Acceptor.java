package dev.weir.core.loop;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts on all listening sockets and gives each connection to a worker for life.
 *
 * <p>When descriptors run out, it says so once until all who wait have come in, closes connections that
 * wait for a request, waits a moment and goes on; half a second when there are none.
 *
 * <p>Thread: acceptor; the other methods any.
 */
public final class Acceptor {
    private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);
    private static final long BACK_OFF_MILLIS = 500;

    /** How long a closed connection may take to give its descriptor back. */
    private static final long SHORT_BACK_OFF_MILLIS = 10;

    /** How many connections are closed for those who come, when there are no descriptors. */
    private static final int ROOM_WITHOUT_DESCRIPTORS = 16;

    /** Those who come wait in the kernel, not in the mailboxes: a turn takes in only so many for each worker. */
    private static final int MOST_ON_THE_WAY = 32;

    /** So many are taken in before other sockets and letters have their turn; there may always be one more. */
    private static final int MOST_AT_ONCE = 64;

    private final Workers workers;
    private final Selector selector;
    private final Room room;
    private final Tap tap;
    private final Queue<Runnable> letters = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::run, "acceptor");
    private volatile boolean stopping;
    private boolean refusing;
    private boolean complained;
    private long backOffMillis;
    private final Semaphore onTheWay;

    /** Hears of those who come. Thread: acceptor. */
    @FunctionalInterface
    public interface Tap {
        /** A connection was accepted. */
        void onAccepted();

        /** It is closed at once, for there is no place for it. */
        default void onTurnedAway() {}

        /** The system lets nobody in, as it does when descriptors have run out; whoever wants to come waits. */
        default void onFailed() {}
    }

    /**
     * One listening socket.
     *
     * @param options what those who come are to be like; may change while it is open
     */
    public record Door(
            ServerSocketChannel channel,
            SocketAddress address,
            Supplier<Protocol> protocol,
            AtomicReference<DoorOptions> options) {

        /**
         * Changes what its sockets are like, for those who come from now on; the backlog stays. Thread: any.
         *
         * @throws IOException when the kernel refuses
         */
        public void tune(DoorOptions now) throws IOException {
            now.applyTo(channel);
            options.updateAndGet(before -> now.withBacklog(before.backlog()));
        }
    }

    /**
     * @param mostConnections most connections of all workers together ({@code worker_connections} times workers)
     * @param tap told of each accepted connection
     */
    public Acceptor(Workers workers, int mostConnections, Tap tap) throws IOException {
        this.workers = workers;
        this.room = new Room(workers, mostConnections, Clock.SYSTEM);
        this.tap = tap;
        this.onTheWay = new Semaphore(MOST_ON_THE_WAY * workers.count());
        this.selector = Selector.open();
    }

    /**
     * Opens a listening socket; nothing is accepted before {@link #add}. One for an IPv4 address takes IPv4 alone, as
     * nginx's does, so that another may take IPv6 on the same port; one for {@code [::]} takes both, since Java cannot
     * ask for less.
     *
     * @throws IOException when the address is in use or not ours
     */
    public static Door open(SocketAddress address, DoorOptions options, Supplier<Protocol> protocol)
            throws IOException {
        boolean unix = address instanceof UnixDomainSocketAddress;
        ServerSocketChannel channel = unix
                ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                : isIpv4(address) ? ServerSocketChannel.open(StandardProtocolFamily.INET) : ServerSocketChannel.open();
        try {
            if (unix) {
                Files.deleteIfExists(((UnixDomainSocketAddress) address).getPath());
            } else {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            }
            options.applyTo(channel);
            channel.bind(address, options.queue());
            channel.configureBlocking(false);
            return new Door(channel, address, protocol, new AtomicReference<>(options));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static boolean isIpv4(SocketAddress address) {
        return address instanceof InetSocketAddress inet && inet.getAddress() instanceof Inet4Address;
    }

    public void start() {
        thread.start();
    }

    /** Another bound for all connections together; those there are stay. */
    public void limit(int connections) {
        room.limit(connections);
    }

    /** Begins to accept on a socket. */
    public void add(Door door) {
        send(() -> register(door));
    }

    /** Accepts who is connected already, then closes the socket. */
    public void remove(Door door) {
        send(() -> {
            accept(door, door.options.get().queue() + 1);
            close(door);
        });
    }

    /** Closes all sockets and ends the thread. */
    public void stop() {
        stopping = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(Runnable letter) {
        letters.add(letter);
        selector.wakeup();
    }

    private void run() {
        while (!stopping) {
            try {
                selector.select(this::onKey, refusing ? backOffMillis : 0);
                if (refusing) {
                    resume();
                }
            } catch (IOException e) {
                LOG.error("select failed on the acceptor", e);
            }
            for (Runnable letter = letters.poll(); letter != null; letter = letters.poll()) {
                letter.run();
            }
        }
        for (SelectionKey key : selector.keys()) {
            close((Door) key.attachment());
        }
    }

    private void register(Door door) {
        try {
            door.channel.register(selector, SelectionKey.OP_ACCEPT, door);
        } catch (IOException e) {
            LOG.error("cannot accept on {}", door.address, e);
        }
    }

    /** Closes a socket that was never {@link #add added}. Thread: any. */
    public static void discard(Door door) {
        close(door);
    }

    private static void close(Door door) {
        try {
            door.channel.close();
            if (door.address instanceof UnixDomainSocketAddress unix) {
                Files.deleteIfExists(Path.of(unix.getPath().toString()));
            }
        } catch (IOException e) {
            LOG.warn("closing {} failed: {}", door.address, e.getMessage());
        }
    }

    private void onKey(SelectionKey key) {
        if (!key.isValid() || !key.isAcceptable()) {
            return;
        }
        accept((Door) key.attachment(), MOST_AT_ONCE);
    }

    private void accept(Door door, int most) {
        try {
            for (int i = 0; i < most && !stopping; i++) {
                SocketChannel channel = door.channel.accept();
                if (channel == null) {
                    complained = false;
                    return;
                }
                give(channel, door);
            }
        } catch (IOException e) {
            backOff(e);
        }
    }

    private void give(SocketChannel channel, Door door) throws IOException {
        tap.onAccepted();
        if (!room.isThere()) {
            tap.onTurnedAway();
            channel.close();
            return;
        }
        if (!prepared(channel, door)) {
            return;
        }
        Worker worker = workers.leastBusy();
        worker.connectionComing();
        onTheWay.acquireUninterruptibly();
        worker.post(() -> adopt(worker, channel, door));
    }

    /** Whether the socket can be used; a client that is gone already costs the listening socket nothing. */
    private static boolean prepared(SocketChannel channel, Door door) throws IOException {
        try {
            if (door.address instanceof InetSocketAddress) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
            door.options.get().applyTo(channel);
            return true;
        } catch (IOException e) {
            LOG.info("an accepted connection was lost: {}", e.getMessage());
            channel.close();
            return false;
        }
    }

    private void adopt(Worker worker, SocketChannel channel, Door door) {
        onTheWay.release();
        try {
            worker.adoptComing(channel, door.protocol.get());
        } catch (IOException e) {
            LOG.error("cannot take an accepted connection: {}", e.getMessage());
        }
    }

    private void backOff(IOException cause) {
        tap.onFailed();
        if (!complained) {
            complained = true;
            LOG.error("accept failed: {}; trying again every {} ms", cause.getMessage(), BACK_OFF_MILLIS);
        }
        boolean never = room.make(ROOM_WITHOUT_DESCRIPTORS) == Room.Made.NEVER;
        backOffMillis = never ? BACK_OFF_MILLIS : SHORT_BACK_OFF_MILLIS;
        refusing = true;
        interest(0);
    }

    private void resume() {
        refusing = false;
        interest(SelectionKey.OP_ACCEPT);
    }

    private void interest(int ops) {
        for (SelectionKey key : selector.keys()) {
            if (key.isValid()) {
                key.interestOps(ops);
            }
        }
    }
}
