package dev.weir.core.loop;

import dev.weir.core.buffer.BufferPool;
import dev.weir.core.buffer.Outboxes;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop: a thread, a selector, timers, a mailbox, and all connections that were born here.
 *
 * <pre>
 *   turn:  select -> I/O -> strangers' I/O -> mailbox -> timers -> chores -> deferred flushes -> deferred ends
 * </pre>
 *
 * <p>Thread: worker; {@link #post}, {@link #execute} and {@link #connections} any.
 */
public final class Worker implements java.util.concurrent.Executor {
    /** Bytes of the buffer into which every read goes. */
    public static final int SCRATCH_BYTES = 64 * 1024;

    private static final int CHUNK_BYTES = 16 * 1024;
    private static final int CHUNKS_RETAINED = 256;
    private static final int OUTBOXES_RETAINED = 256;
    private static final long LONGEST_DELAY_NANOS = Long.MAX_VALUE / 4;
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final AtomicLong NEXT_ID = new AtomicLong();

    private final int index;
    private final Clock clock;
    private final Poller poller;
    private final Descriptors descriptors;
    private final Mailbox mailbox;
    private final Timers timers = new Timers();
    private final BufferPool buffers = new BufferPool(CHUNK_BYTES, CHUNKS_RETAINED);
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);
    private final ByteBuffer[] gather = new ByteBuffer[16];
    private final Poller.Ready onReady = this::onReady;
    private final Poller.Ready serve = this::serve;
    private final Consumer<Runnable> onLetter = this::guarded;
    private final ArrayDeque<Runnable> deferred = new ArrayDeque<>();
    private final Outboxes outboxes = new Outboxes(buffers, OUTBOXES_RETAINED);
    private final LoopLag lag;
    private final Chores chores = new Chores();
    private final Strangers strangers = new Strangers();
    private final Spares spares = new Spares();
    private final LayerBuffers layerBuffers = new LayerBuffers(SCRATCH_BYTES);
    private final Flushes flushes = new Flushes();
    private final Consumer<Connection> onFlush = this::guardedFlush;
    private long nanos;
    private long wallMillis;
    private boolean nanosKnown;
    private boolean wallKnown;
    private boolean stopping;
    private int turns;
    private final AtomicInteger connections = new AtomicInteger();

    public Worker(int index, Clock clock, Poller poller) {
        this(index, clock, poller, Descriptors.unbounded());
    }

    Worker(int index, Clock clock, Poller poller, Descriptors descriptors) {
        this.descriptors = descriptors;
        this.index = index;
        this.clock = clock;
        this.poller = poller;
        this.mailbox = new Mailbox(poller::wakeup);
        this.lag = new LoopLag(clock.nanos());
    }

    public int index() {
        return index;
    }

    /** The clock as read in this turn, in nanoseconds; see {@link Clock#nanos}. */
    public long nanos() {
        if (!nanosKnown) {
            nanosKnown = true;
            nanos = clock.nanos();
        }
        return nanos;
    }

    /** The clock as it is, however long this turn has taken. */
    long nanosNow() {
        return clock.nanos();
    }

    /** The wall clock as read in this turn, in milliseconds since 1970. */
    public long wallMillis() {
        if (!wallKnown) {
            wallKnown = true;
            wallMillis = clock.wallMillis();
        }
        return wallMillis;
    }

    /** How long its turns keep others waiting; readable from any thread. */
    public LoopLag lag() {
        return lag;
    }

    public BufferPool buffers() {
        return buffers;
    }

    /** Those of all workers' connections. Thread: any. */
    public Descriptors descriptors() {
        return descriptors;
    }

    /** Arms a timer {@code delayNanos} from now: in a later turn, and centuries away at most. */
    public void arm(Timer timer, long delayNanos) {
        timers.arm(timer, nanos() + Math.max(1, Math.min(delayNanos, LONGEST_DELAY_NANOS)));
    }

    public void disarm(Timer timer) {
        timers.disarm(timer);
    }

    /** Armed timers. */
    public int timers() {
        return timers.size();
    }

    /** Connections of this worker, client and upstream sides; readable from any thread. */
    public int connections() {
        return connections.get();
    }

    /** Counts a connection that is on its way, so that the next one may go elsewhere. Thread: acceptor. */
    void connectionComing() {
        connections.incrementAndGet();
    }

    /** Runs something on this worker's thread in its next turn. Thread: any. */
    public void post(Runnable letter) {
        mailbox.post(letter);
    }

    @Override
    public void execute(Runnable command) {
        post(command);
    }

    /** Runs something after the current callback, still in this turn. */
    public void defer(Runnable action) {
        deferred.addLast(action);
    }

    /** Does something that takes long, such as signing, in this turn or in one of the next; the last comes first. */
    public void chore(Runnable work) {
        chores.add(work);
    }

    /** Goes on with something that takes long, behind whatever else goes on. */
    public void step(Runnable next) {
        chores.addStep(next);
    }

    /** Writes what waits of all connections, now instead of at the end of the turn. */
    public void flush() {
        flushes.go(onFlush);
        runDeferred();
    }

    Spares spares() {
        return spares;
    }

    /** Closes so many connections that wait for a request, if there are any. @return how many */
    int closeSpares(int most) {
        return spares.close(most, nanos());
    }

    /** Takes a socket that {@link #connectionComing} has counted: never less than once, or too many could come. */
    void adoptComing(SocketChannel channel, Protocol protocol) throws IOException {
        Transport transport;
        try {
            transport = ((SelectorPoller) poller).adopt(channel);
        } catch (IOException e) {
            connections.decrementAndGet();
            channel.close();
            throw e;
        }
        Connection connection = open(transport, protocol, Transport.READ);
        connection.guarded(() -> protocol.onAdopted(connection));
    }

    /** Takes an open transport. */
    public Connection adopt(Transport transport, Protocol protocol) throws IOException {
        Connection connection = begin(transport, protocol, Transport.READ);
        connection.guarded(() -> protocol.onAdopted(connection));
        return connection;
    }

    /**
     * Connects to a peer; the protocol hears {@code onConnected}, or {@code onClosed} with the reason.
     *
     * @param local the address to connect from; null for any
     * @throws IOException when it is refused at once
     */
    public Connection connect(SocketAddress remote, SocketAddress local, Protocol protocol) throws IOException {
        return connect(remote, local, protocol, UnaryOperator.identity());
    }

    /**
     * Connects to a peer through another transport; see {@link #connect(SocketAddress, SocketAddress, Protocol)}.
     *
     * @param layer puts it over the socket
     */
    public Connection connect(
            SocketAddress remote, SocketAddress local, Protocol protocol, UnaryOperator<Transport> layer)
            throws IOException {
        return begin(layer.apply(poller.connect(remote, local)), protocol, Transport.CONNECT);
    }

    /**
     * Opens a UDP socket to a peer; it can be written at once, and the protocol hears of each datagram by
     * {@code onBytes}.
     *
     * @throws IOException when there is no socket to be had, or no way to the peer
     */
    public Connection datagrams(SocketAddress remote, Protocol protocol) throws IOException {
        return begin(poller.datagrams(remote), protocol, Transport.READ);
    }

    private Connection begin(Transport transport, Protocol protocol, int ops) throws IOException {
        connections.incrementAndGet();
        return open(transport, protocol, ops);
    }

    /** Makes a connection that is counted already. */
    private Connection open(Transport transport, Protocol protocol, int ops) throws IOException {
        Connection connection = new Connection(this, transport, NEXT_ID.incrementAndGet(), protocol);
        try {
            connection.register(ops);
        } catch (IOException | RuntimeException e) {
            connections.decrementAndGet();
            transport.close();
            throw e;
        }
        return connection;
    }

    /** Tells of every open connection of this worker. */
    public void forEach(Consumer<Connection> action) {
        poller.forEach(action);
    }

    void onConnectionClosed() {
        connections.decrementAndGet();
    }

    ByteBuffer scratch() {
        return scratch.clear();
    }

    ByteBuffer[] gather() {
        return gather;
    }

    /** Buffers for transports that change what they read and write. */
    public LayerBuffers layerBuffers() {
        return layerBuffers;
    }

    /** How many turns have begun; may overflow. */
    int turns() {
        return turns;
    }

    Outboxes outboxes() {
        return outboxes;
    }

    /** Writes what waits of a connection at the end of this turn; sooner where many wait, for each holds a buffer. */
    void flushLater(Connection connection) {
        if (flushes.add(connection)) {
            defer(this::flush);
        }
    }

    // --- the loop

    /** Turns until {@link #stop}. */
    public void run() {
        while (!stopping) {
            turn(true);
        }
        mailbox.drain(onLetter);
        forEach(Connection::close);
        runDeferred();
        poller.close();
    }

    /** Ends {@link #run} after the current turn. Thread: worker. */
    public void stop() {
        stopping = true;
    }

    /** Whether what still closes does so because Weir ends. Thread: worker. */
    public boolean isStopping() {
        return stopping;
    }

    /** One turn of the loop; {@code wait} lets it sleep until something is to be done. */
    public void turn(boolean wait) {
        long before = clock.nanos();
        lag.onTurn(nanosKnown ? before - nanos : 0, before);
        turns++;
        nanosKnown = false;
        wallKnown = false;
        try {
            poller.poll(wait ? timeoutMillis(before) : 0, onReady);
        } catch (IOException e) {
            LOG.error("select failed on worker {}", index, e);
        }
        // Read now at the latest, that the work which follows counts as this turn's.
        nanos();
        strangers.serve(clock, serve);
        mailbox.drain(onLetter);
        fireTimers();
        chores.run(clock, onLetter);
        flush();
    }

    private long timeoutMillis(long nowNanos) {
        if (!mailbox.isEmpty() || !deferred.isEmpty() || !chores.isEmpty()) {
            return 0;
        }
        long delayNanos = timers.delayNanos(nowNanos);
        if (delayNanos == Long.MAX_VALUE) {
            return -1;
        }
        return (delayNanos + 999_999) / 1_000_000;
    }

    private void onReady(Connection connection, int ops) {
        nanos();
        if (connection.isStranger()) {
            strangers.add(connection, ops);
        } else {
            serve(connection, ops);
        }
    }

    private void serve(Connection connection, int ops) {
        try {
            connection.onReady(ops);
        } catch (RuntimeException | Error e) {
            connection.onFault(e);
        }
        runDeferred();
    }

    private void fireTimers() {
        for (Timer timer = timers.due(nanos()); timer != null; timer = timers.due(nanos())) {
            guarded(timer.action);
        }
    }

    private void guardedFlush(Connection connection) {
        try {
            connection.flush();
        } catch (RuntimeException | Error e) {
            connection.onFault(e);
        }
        runDeferred();
    }

    private void runDeferred() {
        for (Runnable action = deferred.pollFirst(); action != null; action = deferred.pollFirst()) {
            guardedOnce(action);
        }
    }

    private void guarded(Runnable action) {
        guardedOnce(action);
        runDeferred();
    }

    private void guardedOnce(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            LOG.error("internal error on worker {}", index, e);
        }
    }
}
