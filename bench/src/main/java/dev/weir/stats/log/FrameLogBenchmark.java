package dev.weir.stats.log;

import dev.weir.core.http.ConnectionTap;
import dev.weir.core.http.ErrorPages;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.HeadLimits;
import dev.weir.core.http.HttpOptions;
import dev.weir.core.http.Listener;
import dev.weir.core.http.Location;
import dev.weir.core.http.LocationFinder;
import dev.weir.core.http.Site;
import dev.weir.core.http.VirtualServer;
import dev.weir.core.loop.Clock;
import dev.weir.core.loop.ManualWorker;
import dev.weir.core.variable.CoreVariables;
import dev.weir.core.variable.Template;
import dev.weir.core.variable.Variables;
import dev.weir.core.ws.FrameFacts;
import dev.weir.core.ws.FrameTap;
import dev.weir.core.ws.Opcode;
import dev.weir.core.ws.SessionFacts;
import dev.weir.core.ws.Side;
import dev.weir.core.ws.WsEnd;
import dev.weir.core.ws.WsOptions;
import dev.weir.core.ws.WsSession;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.TimeZone;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a logged frame costs. {@code tellAndWrite} keeps the ring busy without end: pinned to one processor
 * ({@code taskset -c 0}) it is the sum of producing, rendering and writing to {@code /dev/null}.
 *
 * <p>Thread: JMH's, and log.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FrameLogBenchmark {
    private static final int BURST = 1000;
    private static final String FORMAT =
            "$time_local: packet from $ws_packet_source, type: $ws_opcode, payload: $ws_payload_size";

    private final LogDispatcher dispatcher =
            new LogDispatcher(Clock.SYSTEM, Path.of("/"), LogDispatcher.DEFAULT_RING_SIZE);
    private final LineTime time = new LineTime(TimeZone.getDefault());
    private final byte[] line = new byte[512];
    private final FrameEvent event = new FrameEvent();
    private final FrameFacts frame = new FrameFacts();
    private FrameFormat format;
    private Session session;
    private FrameTap waiting;
    private FrameTap dropping;

    @Setup
    public void open() throws IOException {
        Variables variables = new Variables();
        CoreVariables.define(variables, new Random(1));
        WsVariables.define(variables);
        Template template = variables.compile(FORMAT);
        format = FrameFormat.of(template, Escape.DEFAULT);
        LogFile file = dispatcher.file("/dev/null", LogFile.Buffering.NONE);
        session = new Session(exchange());
        FrameLog.Format frames = FrameLog.Format.of(template, Escape.DEFAULT);
        FrameLog.Formats formats = new FrameLog.Formats(null, null, frames, null, null, null);
        FrameLog.Extent all = new FrameLog.Extent(Sample.ALL, 0);
        waiting = new FrameLog(dispatcher, formats, List.of(new LogTarget(file, false, null)), all).open(session);
        dropping = new FrameLog(dispatcher, formats, List.of(new LogTarget(file, true, null)), all).open(session);
        frame.opcode = Opcode.TEXT;
        frame.fin = true;
        frame.payloadLength = 100;
        frame.messageLength = 100;
        event.line = format.open(session.exchange(), file);
        event.opcode = Opcode.TEXT;
        event.payloadSize = 100;
        event.wallMillis = 1_795_222_923_045L;
        dispatcher.start();
    }

    @TearDown
    public void stop() {
        dispatcher.stop();
    }

    /** Rendering alone. */
    @Benchmark
    public int render() {
        return format.render(event, line, 0, time);
    }

    /** All there is to a line, at full speed. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public void tellAndWrite() {
        tell(waiting);
    }

    /** The worker's part where the writer cannot follow: mostly refusals. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public void tellOrDrop() {
        tell(dropping);
    }

    private void tell(FrameTap tap) {
        for (int i = 0; i < BURST; i++) {
            tap.onFrame(session, Side.CLIENT, frame);
        }
    }

    private static Exchange exchange() {
        Exchange[] held = new Exchange[1];
        Location location = new Location(
                "/",
                false,
                null,
                x -> held[0] = x,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                ErrorPages.NONE,
                x -> "html",
                HttpOptions.DEFAULTS,
                WsOptions.DEFAULTS);
        OneServer site = new OneServer(location);
        ManualWorker worker = new ManualWorker();
        worker.accept(new Listener(address -> site, ConnectionTap.NONE).get())
                .send("GET / HTTP/1.1\r\nHost: test.example\r\n\r\n");
        worker.settle();
        return held[0];
    }

    private record OneServer(Location only) implements Site, LocationFinder {
        @Override
        public VirtualServer server(String host, Exchange exchange) {
            return defaultServer();
        }

        @Override
        public VirtualServer defaultServer() {
            return new VirtualServer(
                    "test.example", Duration.ofSeconds(60), HeadLimits.DEFAULT, null, this, only, java.util.List.of());
        }

        @Override
        public Location find(Exchange exchange) {
            return only;
        }

        @Override
        public Location named(String name) {
            return null;
        }
    }

    private record Session(Exchange exchange, SessionFacts facts) implements WsSession {
        Session(Exchange exchange) {
            this(exchange, new SessionFacts(0));
        }

        @Override
        public void close(int code, String reason, WsEnd.Cause cause) {
            throw new UnsupportedOperationException("a benchmark closes nothing");
        }
    }
}
