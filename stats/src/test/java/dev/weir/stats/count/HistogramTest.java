package dev.weir.stats.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistogramTest {
    private static final Buckets TENS = new Buckets(0, 10, 20, 30);

    @ParameterizedTest
    @CsvSource({"-1,0", "0,0", "10,0", "11,1", "20,1", "21,2", "30,2", "31,3", "9223372036854775807,3"})
    void aBucketHoldsItsBound(long value, int bucket) {
        assertEquals(bucket, TENS.indexOf(value));
    }

    @Test
    void findsTheBucketOfEveryBound() {
        for (int i = 0; i < Buckets.LATENCY.size() - 1; i++) {
            assertEquals(i, Buckets.LATENCY.indexOf(Buckets.LATENCY.bound(i)));
            assertEquals(i + 1, Buckets.LATENCY.indexOf(Buckets.LATENCY.bound(i) + 1));
        }
    }

    @Test
    void boundsMustGrow() {
        assertThrows(IllegalArgumentException.class, () -> new Buckets(0, 1, 1));
    }

    /** What strconv.FormatFloat(bound, 'g', -1, 64) of Go prints. */
    @Test
    void labelsBoundsAsPrometheusDoes() {
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < Buckets.LATENCY.size(); i++) {
            labels.add(Buckets.LATENCY.label(i));
        }
        assertEquals(
                "[5e-05, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, "
                        + "10, +Inf]",
                labels.toString());
        Buckets small = new Buckets(12, 0, 1, 25, 12_500_000);
        assertEquals("0", small.label(0));
        assertEquals("1e-12", small.label(1));
        assertEquals("2.5e-11", small.label(2));
        assertEquals("1.25e-05", small.label(3));
    }

    @Test
    void showsValuesAsPlainNumbers() {
        assertEquals("0", Buckets.LATENCY.text(0));
        assertEquals("0.000000001", Buckets.LATENCY.text(1));
        assertEquals("9223372036.854775807", Buckets.LATENCY.text(Long.MAX_VALUE));
        assertEquals("1000000", TENS.text(1_000_000));
    }

    @Test
    void addsUpWorkers() {
        WorkerHistogram one = new WorkerHistogram(TENS);
        WorkerHistogram two = new WorkerHistogram(TENS);
        one.record(10);
        one.record(-5);
        two.record(10);
        two.record(25);
        two.record(1000);
        HistogramReading all = reading(one, two);
        assertEquals(5, all.count());
        assertEquals(1045, all.sum());
        assertEquals(3, all.count(0));
        assertEquals(0, all.count(1));
        assertEquals(1, all.count(2));
        assertEquals(1, all.count(3));
    }

    @Test
    void keepsWhatWasRecordedWhenTheBoardGrows() {
        CounterBoard board = new CounterBoard(1);
        board.worker(0).record(Histogram.PUSH_DELIVERY, 5);
        board.grow(3);
        board.worker(2).record(Histogram.PUSH_DELIVERY, 7);
        assertEquals(12, board.read(Histogram.PUSH_DELIVERY).sum());
        assertEquals(2, board.read(Histogram.PUSH_DELIVERY).count());
    }

    @Test
    void estimatesQuantiles() {
        WorkerHistogram histogram = new WorkerHistogram(TENS);
        assertEquals(0, reading(histogram).quantile(0.5));
        for (int i = 0; i < 10; i++) {
            histogram.record(15);
        }
        assertEquals(15, reading(histogram).quantile(0.5));
        assertEquals(11, reading(histogram).quantile(0.1));
        assertEquals(20, reading(histogram).quantile(1));
        for (int i = 0; i < 10; i++) {
            histogram.record(500);
        }
        assertEquals(20, reading(histogram).quantile(0.5));
        assertEquals(30, reading(histogram).quantile(0.51));
    }

    @Test
    void writesSeriesWithLabels() {
        WorkerHistogram histogram = new WorkerHistogram(TENS);
        histogram.record(12);
        histogram.record(99);
        StringBuilder text = new StringBuilder();
        new PrometheusText(text, false).histogram("weir_size_bytes", "direction=\"in\"", reading(histogram));
        assertEquals("""
                weir_size_bytes_bucket{direction="in",le="10"} 0
                weir_size_bytes_bucket{direction="in",le="20"} 1
                weir_size_bytes_bucket{direction="in",le="30"} 1
                weir_size_bytes_bucket{direction="in",le="+Inf"} 2
                weir_size_bytes_sum{direction="in"} 111
                weir_size_bytes_count{direction="in"} 2
                """, text.toString());
    }

    /** Workers record while another thread reads: nothing goes back, the sum covers the buckets, the end is exact. */
    @Test
    void canBeReadAtAnyTime() throws Exception {
        WorkerHistogram[] histograms = {new WorkerHistogram(TENS), new WorkerHistogram(TENS)};
        long[] sums = new long[histograms.length];
        AtomicInteger working = new AtomicInteger(histograms.length);
        List<Thread> threads = new ArrayList<>();
        int each = 400_000;
        for (int w = 0; w < histograms.length; w++) {
            int worker = w;
            threads.add(new Thread(() -> {
                Random random = new Random(worker);
                for (int i = 0; i < each; i++) {
                    int value = 10 * (1 + random.nextInt(TENS.size()));
                    sums[worker] += value;
                    histograms[worker].record(value);
                }
                working.decrementAndGet();
            }));
        }
        List<String> wrong = new ArrayList<>();
        threads.add(new Thread(() -> {
            HistogramReading last = reading(histograms);
            while (working.get() > 0) {
                HistogramReading now = reading(histograms);
                compare(last, now, wrong);
                last = now;
            }
        }));
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertTrue(
                wrong.isEmpty(),
                () -> wrong.subList(0, Math.min(5, wrong.size())).toString());
        assertEquals(2L * each, reading(histograms).count());
        assertEquals(sums[0] + sums[1], reading(histograms).sum());
    }

    /** All values of a bucket are the same here, so the buckets tell what the sum must hold. */
    private static void compare(HistogramReading last, HistogramReading now, List<String> wrong) {
        long least = 0;
        for (int i = 0; i < TENS.size(); i++) {
            if (now.count(i) < last.count(i)) {
                wrong.add("bucket " + i + ": " + last.count(i) + " then " + now.count(i));
            }
            least += now.count(i) * 10L * (i + 1);
        }
        if (now.sum() < least || now.sum() < last.sum()) {
            wrong.add("sum " + now.sum() + ", at least " + least + ", before " + last.sum());
        }
    }

    private static HistogramReading reading(WorkerHistogram... workers) {
        HistogramReading reading = new HistogramReading(TENS);
        for (WorkerHistogram worker : workers) {
            reading.add(worker);
        }
        return reading;
    }
}
