package dev.weir.core.ws;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to walk the headers of a worker's scratch full of frames, for each frame. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FrameScannerBenchmark {
    private static final int FRAMES = 256;

    @Param({"16", "128"})
    public int payload;

    private final FrameScanner scanner = new FrameScanner();
    private final FrameScanner.Sink sink = this::add;
    private ByteBuffer bytes;
    private long total;

    private void add(FrameFacts frame) {
        total += frame.payloadLength;
    }

    @Setup
    public void fill() {
        bytes = ByteBuffer.allocateDirect(64 * 1024);
        for (int i = 0; i < FRAMES; i++) {
            FrameWriter.maskedFrame(bytes, Opcode.BINARY, ByteBuffer.allocate(payload), 0x01020304);
        }
        bytes.flip();
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public long scan() {
        scanner.scan(bytes, sink);
        return total;
    }
}
