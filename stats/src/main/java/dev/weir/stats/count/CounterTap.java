package dev.weir.stats.count;

import dev.weir.core.http.AttachmentKey;
import dev.weir.core.http.ByteText;
import dev.weir.core.http.Exchange;
import dev.weir.core.loop.Worker;
import dev.weir.core.variable.Variable;
import dev.weir.core.variable.Variables;
import dev.weir.core.ws.FrameFacts;
import dev.weir.core.ws.FrameTap;
import dev.weir.core.ws.Opcode;
import dev.weir.core.ws.Side;
import dev.weir.core.ws.WsEnd;
import dev.weir.core.ws.WsSession;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * Counts what passes on one WebSocket connection: in the numbers of its worker, of its {@link Route} and of its zones.
 * One tap does it all, so that a frame costs one call.
 *
 * <p>Thread: worker.
 */
public final class CounterTap implements FrameTap {
    /** Where a connection's exchange keeps it, for the zones. */
    static final AttachmentKey<CounterTap> KEY = new AttachmentKey<>();

    private static final Traffic[] NO_ZONES = {};

    private final WorkerCounters counters;
    private final FrameKinds kinds;
    private final Traffic route;
    private final LongSupplier nanos;
    private final long openedNanos;

    /** Whether pings that pass are timed: an endpoint knows better which pong answers which of its pings. */
    private final boolean probes;

    private Traffic[] zones = NO_ZONES;

    /** When a ping that has no pong yet came from the client, and from the upstream; 0 for none. */
    private long pingedUpstream;

    private long pingedClient;

    private CounterTap(WorkerCounters counters, Traffic route, boolean probes, LongSupplier nanos) {
        this.counters = counters;
        this.kinds = counters.kinds();
        this.route = route;
        this.probes = probes;
        this.nanos = nanos;
        this.openedNanos = nanos.getAsLong();
    }

    /**
     * Counts on every connection of every location; it stands first among a location's taps, so that a line of a log
     * never tells of a frame that is not counted yet, and that {@link ZoneTap}s find what it has opened.
     *
     * <p>Thread: any; {@code open} that of the connection's worker.
     */
    public static final class Factory implements FrameTap.Factory {
        private static final Variable NOTHING = x -> null;

        private final CounterBoard board;
        private final Variable upstream;
        private final Variable peer;

        /** One that knows no upstreams. */
        public Factory(CounterBoard board) {
            this(board, new Variables());
        }

        /** @param variables those that the proxy defines tell the upstream server */
        public Factory(CounterBoard board, Variables variables) {
            this.board = board;
            this.upstream = orNothing(variables.find("proxy_host"));
            this.peer = orNothing(variables.find("upstream_addr"));
        }

        private static Variable orNothing(Variable variable) {
            return variable == null ? NOTHING : variable;
        }

        @Override
        public FrameTap open(WsSession session) {
            Exchange exchange = session.exchange();
            Worker worker = exchange.worker();
            CounterTap tap = open(worker.index(), route(exchange), worker::nanos);
            tap.counters.record(Histogram.HANDSHAKE, tap.openedNanos - exchange.startNanos());
            exchange.attach(KEY, tap);
            return tap;
        }

        private Route route(Exchange exchange) {
            String addresses = peer.value(exchange);
            String host = addresses == null ? null : upstream.value(exchange);
            return new Route(
                    ServerLabel.of(exchange.server()),
                    ByteText.of(exchange.location().name()),
                    host,
                    host == null ? null : last(addresses));
        }

        /** Of the servers that were tried, the last is the one that answered. */
        private static String last(String addresses) {
            return addresses.substring(addresses.lastIndexOf(' ') + 1);
        }

        /** The tap for a new connection of a worker. */
        CounterTap open(int worker) {
            return open(worker, Route.NONE, () -> 1);
        }

        CounterTap open(int worker, Route route, LongSupplier nanos) {
            CounterTap tap = new CounterTap(
                    board.worker(worker), board.traffic().at(route).at(worker), route.peer() != null, nanos);
            tap.route.onOpened();
            return tap;
        }
    }

    /** Counts the connection in one more series from now on; to be told before its first frame. */
    void join(Traffic zone) {
        zones = Arrays.copyOf(zones, zones.length + 1);
        zones[zones.length - 1] = zone;
        zone.onOpened();
    }

    @Override
    public void onFrame(WsSession session, Side from, FrameFacts frame) {
        int side = from.ordinal();
        int opcode = frame.opcode;
        int message = frame.messageLength >= 0 ? 1 : 0;
        long payload = frame.payloadLength;
        int kind = frame.messageLength == payload
                ? Traffic.WHOLE
                : opcode >= Opcode.CLOSE ? Traffic.CONTROL : Traffic.PIECE;
        route.onFrame(side, kind, message, payload);
        for (Traffic zone : zones) {
            zone.onFrame(side, kind, message, payload);
        }
        if (message != 0) {
            kinds.onMessage(side, opcode, payload, frame.messageLength);
        } else {
            kinds.onOther(side, opcode);
            if (probes && opcode >= Opcode.PING) {
                onProbe(from, opcode);
            }
        }
    }

    /** Times pings that pass: from one that waits for its pong to the next pong from where it went. */
    private void onProbe(Side from, int opcode) {
        boolean client = from == Side.CLIENT;
        long now = nanos.getAsLong();
        if (opcode == Opcode.PING && client) {
            pingedUpstream = pingedUpstream == 0 ? now : pingedUpstream;
        } else if (opcode == Opcode.PING) {
            pingedClient = pingedClient == 0 ? now : pingedClient;
        } else if (opcode == Opcode.PONG && client && pingedClient != 0) {
            counters.record(Histogram.PING_CLIENT, now - pingedClient);
            pingedClient = 0;
        } else if (opcode == Opcode.PONG && !client && pingedUpstream != 0) {
            counters.record(Histogram.PING_UPSTREAM, now - pingedUpstream);
            pingedUpstream = 0;
        }
    }

    @Override
    public void onBytes(WsSession session, Side from, int count) {
        int side = from.ordinal();
        route.onBytes(side, count);
        for (Traffic zone : zones) {
            zone.onBytes(side, count);
        }
    }

    @Override
    public void onRoundTrip(WsSession session, Side side, long roundTripNanos) {
        counters.record(side == Side.CLIENT ? Histogram.PING_CLIENT : Histogram.PING_UPSTREAM, roundTripNanos);
    }

    @Override
    public void onClose(WsSession session, WsEnd end) {
        incomplete(end.incompleteClientBytes(), Counter.INCOMPLETE_FRAMES_IN, Counter.INCOMPLETE_BYTES_IN);
        incomplete(end.incompleteUpstreamBytes(), Counter.INCOMPLETE_FRAMES_OUT, Counter.INCOMPLETE_BYTES_OUT);
        counters.addClose(end.side(), end.code());
        counters.record(Histogram.SESSION, (nanos.getAsLong() - openedNanos) / 1_000_000);
        route.onClosed();
        for (Traffic zone : zones) {
            zone.onClosed();
        }
    }

    private void incomplete(long bytes, Counter frames, Counter total) {
        if (bytes > 0) {
            counters.add(frames, 1);
            counters.add(total, bytes);
        }
    }
}
