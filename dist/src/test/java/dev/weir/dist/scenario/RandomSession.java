package dev.weir.dist.scenario;

import dev.weir.dist.scenario.Tally.Traffic;
import dev.weir.testkit.Frame;
import dev.weir.testkit.RawWebSocket;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * A WebSocket connection through Weir on which both sides talk at random and at once, and which ends in one of many
 * ways; both sides note what they send and what comes. Thread: any.
 */
final class RandomSession {
    /** {@code ws_max_message_size} where {@link Ending#ECHO_LIMIT} happens. */
    static final int CONFIGURED_LIMIT = 32 * 1024;

    /** How many different keys there are. */
    static final int KEYS = 7;

    private static final long PATIENCE_NANOS = 30_000_000_000L;

    final int number;
    final Ending ending;
    final Tally clientSent = new Tally();
    final Tally clientGot = new Tally();
    final Tally upstreamSent = new Tally();
    final Tally upstreamGot = new Tally();
    private final int frames;
    private final long seed;
    private final Runnable kill;
    private boolean clientDone;
    private boolean upstreamDone;

    /**
     * @param frames how many each side sends, or would
     * @param kill closes it by {@code ws_connections}
     */
    RandomSession(int number, Ending ending, int frames, long seed, Runnable kill) {
        this.number = number;
        this.ending = ending;
        this.frames = frames;
        this.seed = seed;
        this.kill = kill;
    }

    /** Its location. */
    String place() {
        return switch (ending) {
            case AGE -> "/aged/";
            case IDLE -> "/idle/";
            case ECHO_LIMIT -> "/small/";
            default -> ending.isEcho() ? "/echo/" : "/";
        };
    }

    /** The path by which Weir and the upstream know it. */
    String path() {
        return place() + number;
    }

    private synchronized void done(boolean client) {
        clientDone |= client;
        upstreamDone |= !client;
        notifyAll();
    }

    private synchronized void came() {
        if (clientDone && upstreamDone) {
            notifyAll();
        }
    }

    /** Waits until both directions have come to rest. */
    private synchronized void awaitQuiet() {
        long end = System.nanoTime() + PATIENCE_NANOS;
        try {
            while (!clientDone
                    || !upstreamDone
                    || upstreamGot.traffic().frames() != clientSent.traffic().frames()
                    || clientGot.traffic().frames() != upstreamSent.traffic().frames()) {
                long millis = (end - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    throw new AssertionError("not all has come: " + this);
                }
                wait(millis);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public String toString() {
        return path() + " " + ending + ": client sent " + clientSent.traffic() + ", upstream got "
                + upstreamGot.traffic() + "; upstream sent " + upstreamSent.traffic() + ", client got "
                + clientGot.traffic();
    }

    void runClient(int port) {
        try (RawWebSocket connection = RawWebSocket.open(port, path() + "?n=" + number + "&k=" + key())) {
            new Party(connection, true).run();
        }
    }

    /** The key of the zone in which it is counted. */
    String key() {
        return "k" + number % KEYS;
    }

    void runUpstream(RawWebSocket connection) {
        new Party(connection, false).run();
    }

    /** One side of it. Thread: its own and that of its reader. */
    private final class Party {
        private final RawWebSocket connection;
        private final boolean client;
        private final Random random;
        private final RandomFrames source;
        private final Tally sent;
        private final Tally got;
        private CompletableFuture<Void> killing = CompletableFuture.completedFuture(null);
        private boolean closed;

        Party(RawWebSocket connection, boolean client) {
            this.connection = connection;
            this.client = client;
            this.random = new Random(seed * 2 + (client ? 1 : 0));
            this.source = new RandomFrames(random, client);
            this.sent = client ? clientSent : upstreamSent;
            this.got = client ? clientGot : upstreamGot;
        }

        void run() {
            CompletableFuture<Void> reader = CompletableFuture.runAsync(this::read, aThread());
            talk();
            done(client);
            end();
            reader.join();
            killing.join();
        }

        /** For the reader; now and then it begins late, so that much waits for it everywhere. */
        private Executor aThread() {
            Executor threads = task -> new Thread(task, "reader-" + number).start();
            return random.nextInt(8) > 0
                    ? threads
                    : CompletableFuture.delayedExecutor(random.nextInt(200), TimeUnit.MILLISECONDS, threads);
        }

        // --- writing

        private void talk() {
            boolean kills = client && ending.isKill();
            int most = ending.isWild() && active() ? random.nextInt(frames + 1) : frames;
            int killAt = kills ? random.nextInt(frames + 1) : -1;
            for (int i = 0; i < most; ) {
                int batch = Math.min(most - i, random.nextInt(4) == 0 ? 1 + random.nextInt(8) : 1);
                if (kills && killAt < i + batch) {
                    kills = false;
                    killing = CompletableFuture.runAsync(kill);
                }
                if (!send(IntStream.range(0, batch).mapToObj(x -> source.next()).toList())) {
                    return;
                }
                i += batch;
            }
            if (kills) {
                kill.run();
            }
        }

        /** Whether there may be more. */
        private synchronized boolean send(List<Frame> batch) {
            if (closed) {
                return false;
            }
            batch.forEach(sent::add);
            byte[] bytes = Frame.join(batch);
            try {
                if (random.nextInt(8) == 0) {
                    connection.sendInPieces(bytes, 1 + random.nextInt(bytes.length), random);
                } else {
                    connection.send(bytes);
                }
                return true;
            } catch (UncheckedIOException e) {
                closed = true;
                tolerate(e);
                return false;
            }
        }

        /** A wild session may end under our hands. */
        private void tolerate(UncheckedIOException e) {
            if (!ending.isWild()) {
                throw e;
            }
        }

        private synchronized void sendClose(String payload) {
            if (!closed) {
                Frame close = new Frame(true, 0, Frame.CLOSE, client, payload);
                if (!ending.isOfGateway() || ending == Ending.ECHO_KILL) {
                    // The answer to a Close of Weir's own goes no further, or is not waited for.
                    sent.add(close);
                }
                closed = true;
                try {
                    connection.send(close);
                } catch (UncheckedIOException e) {
                    tolerate(e);
                }
            }
        }

        // --- the end

        private boolean active() {
            return ending.isEcho() || ending.name().startsWith(client ? "CLIENT" : "UPSTREAM");
        }

        private void end() {
            if (ending.quiet && active()) {
                awaitQuiet();
            }
            if (!active()) {
                return;
            }
            switch (ending) {
                case CLIENT_CLOSE, UPSTREAM_CLOSE, ECHO_CLOSE -> sendClose(Frame.closePayload(1000, ""));
                case CLIENT_RESET, UPSTREAM_RESET -> connection.reset();
                case CLIENT_HALF, UPSTREAM_HALF -> connection.endOutput();
                case CLIENT_CUT, UPSTREAM_CUT -> cut(false);
                case CLIENT_WILD, UPSTREAM_WILD, ECHO_WILD -> cut(true);
                case ECHO_WRONG -> send(List.of(new Frame(true, 0, 3, true, "wrong")));
                case ECHO_LIMIT -> sendTooMuch();
                default -> {
                    // Weir ends it.
                }
            }
        }

        private void sendTooMuch() {
            List<Frame> frames = new ArrayList<>(source.rest());
            frames.add(Frame.fromClient(Frame.BINARY, "*".repeat(CONFIGURED_LIMIT + 1)));
            send(frames);
        }

        private synchronized void cut(boolean wild) {
            closed = true;
            byte[] bytes = source.next().bytes();
            int count = random.nextInt(bytes.length);
            sent.addBytes(count);
            try {
                connection.send(Arrays.copyOf(bytes, count));
                if (wild && random.nextInt(4) > 0) {
                    connection.reset();
                } else {
                    connection.endOutput();
                }
            } catch (UncheckedIOException e) {
                tolerate(e);
            }
        }

        // --- reading

        private void read() {
            Frame frame = next();
            while (frame != null) {
                boolean fromGateway = frame.opcode() == Frame.CLOSE && ending.isOfGateway();
                if (!fromGateway || ending.isEcho()) {
                    got.add(frame);
                    came();
                }
                if (frame.opcode() == Frame.CLOSE) {
                    sendClose(frame.payload());
                    if (!client && !fromGateway) {
                        connection.endOutput();
                    }
                }
                frame = next();
            }
            onEnd();
        }

        private Frame next() {
            try {
                return connection.readFrame();
            } catch (UncheckedIOException e) {
                if (ending.isWild() || ending.name().endsWith("RESET") || ending.isCut()) {
                    return null;
                }
                throw e;
            }
        }

        /** The other side has ended its direction: ours may go on, and then ends too. */
        private void onEnd() {
            boolean half = ending.name().endsWith("HALF") || ending.isCut();
            if (half && !active()) {
                for (int i = random.nextInt(5); i > 0; i--) {
                    send(List.of(source.next()));
                }
                connection.endOutput();
            }
            connection.close();
        }
    }

    // --- what Weir must say of it

    /** What is wrong with what Weir has counted; null when nothing is. */
    String fault(Traffic in, Traffic out, String told) {
        boolean right = fits(in, clientSent.traffic(), ending.isEcho() ? clientSent.traffic() : upstreamGot.traffic())
                && fits(out, ending.isEcho() ? out : upstreamSent.traffic(), clientGot.traffic())
                && (ending.told == null || ending.told.equals(told));
        return right ? null : this + "; but counted are " + in + " and " + out + ", ended by " + told;
    }

    private boolean fits(Traffic counted, Traffic sent, Traffic got) {
        if (ending.isWild()) {
            // Of what was on its way nobody knows where it was lost.
            return counted.isAtMost(sent) && (ending.isEcho() && sent == got || got.isAtMost(counted));
        }
        if (ending.isCut()) {
            // Who reads frames has not got the piece of the last.
            return counted.equals(sent) && got.isAtMost(counted);
        }
        return counted.equals(got) && (!ending.quiet || counted.equals(sent));
    }
}
