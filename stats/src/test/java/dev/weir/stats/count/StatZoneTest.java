package dev.weir.stats.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class StatZoneTest {
    private static final String KEY = "$arg_key";

    private final StatZone zone = new StatZone("keys");

    @Test
    void valuesBeyondTheLimitShareASeries() {
        zone.declareKeyed(KEY, 2);
        TrafficSeries a = zone.of("a");
        TrafficSeries b = zone.of("b");
        TrafficSeries other = zone.of("c");
        assertNotSame(a, b);
        assertSame(other, zone.of("d"));
        assertSame(other, zone.of("c"));
        assertSame(a, zone.of("a"));
        assertSame(other, zone.of("other"));
        assertEquals(2, zone.keys());
        assertEquals(2, zone.overflowed(), "a value named other is none that found no place");
        assertEquals(List.of("keys", "other"), other.labels());
        assertEquals(List.of(other), zone.beside());
    }

    @Test
    void aValueNamedOtherCountsThereFromTheStart() {
        zone.declareKeyed(KEY, 2);
        assertSame(zone.beside().get(0), zone.of("other"));
        assertEquals(0, zone.keys());
        assertEquals(0, zone.overflowed());
    }

    @Test
    void longValuesHaveNoSeries() {
        zone.declareKeyed(KEY, 10);
        assertNotSame(zone.beside().get(0), zone.of("x".repeat(255)));
        assertSame(zone.beside().get(0), zone.of("x".repeat(256)));
        assertEquals(1, zone.overflowed());
    }

    /** A reload may say another number: what is there stays. */
    @Test
    void theLimitMayChange() {
        zone.declareKeyed(KEY, 2);
        TrafficSeries a = zone.of("a");
        TrafficSeries b = zone.of("b");
        zone.declareKeyed(KEY, 1);
        assertSame(a, zone.of("a"));
        assertSame(b, zone.of("b"));
        TrafficSeries other = zone.of("c");
        zone.declareKeyed(KEY, 3);
        assertNotSame(other, zone.of("c"));
        assertEquals(3, zone.keys());
    }

    @Test
    void oneWithoutAKeyHasOneSeries() {
        zone.declareSingle();
        assertEquals(List.of(zone.single()), zone.beside());
        assertEquals(List.of("keys", ""), zone.single().labels());
        assertEquals(0, zone.most());
    }

    @Test
    void showsOnlyWhatIsInForce() {
        StatZones zones = new StatZones();
        zones.declare(ZoneTestRules.keyed("tried", 5));
        zones.forget();
        zones.enter();
        assertEquals(List.of(), zones.all());
        StatZone kept = zones.declare(ZoneTestRules.keyed("kept", 5));
        zones.enter();
        assertEquals(List.of(kept), zones.all());
        assertEquals(5, kept.most());
        assertSame(kept, zones.declare(ZoneTestRules.keyed("kept", 9)));
        zones.forget();
        zones.enter();
        assertEquals(5, kept.most(), "what a configuration says that was refused");
    }

    @Test
    void theKeyOfAZoneIsThatWithWhichItCameIntoForce() {
        StatZones zones = new StatZones();
        StatZone tried = zones.declare(ZoneTestRules.keyed("z", "$arg_a", 5));
        zones.forget();
        assertTrue(tried.mayCountBy("$arg_b"), "what a configuration says that was refused");
        zones.declare(ZoneTestRules.keyed("z", "$arg_b", 5));
        zones.enter();
        assertTrue(tried.mayCountBy("$arg_b"));
        assertFalse(tried.mayCountBy("$arg_a"));
        assertEquals("$arg_b", tried.key());
        tried.declareSingle();
        assertFalse(tried.mayCountBy("$arg_a"), "by none meanwhile");
    }

    /** Workers that bring the same values at the same time find the same series, and never more than may be. */
    @Test
    void makesEachSeriesOnce() throws Exception {
        zone.declareKeyed(KEY, 50);
        Map<String, TrafficSeries> found = new ConcurrentHashMap<>();
        List<String> wrong = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int worker = t;
            threads.add(new Thread(() -> {
                for (int i = 0; i < 100_000; i++) {
                    String key = "k" + i % 60;
                    TrafficSeries series = zone.of(key);
                    TrafficSeries before = found.putIfAbsent(key, series);
                    if (before != null && before != series) {
                        synchronized (wrong) {
                            wrong.add(key);
                        }
                    }
                    series.at(worker).onOpened();
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertTrue(wrong.isEmpty(), wrong.toString());
        assertEquals(50, zone.keys());
        assertEquals(10, zone.overflowed());
        long sum = zone.beside().get(0).read(Counter.WS_OPENED);
        for (int i = 0; i < zone.series().size(); i++) {
            sum += zone.series().at(i).read(Counter.WS_OPENED);
        }
        assertEquals(400_000, sum);
    }

    @Test
    void countsStrangersUpToALimit() {
        DistinctTexts texts = new DistinctTexts();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 10_000; i++) {
                texts.add("value " + i);
            }
        }
        assertEquals(10_000, texts.count());
        for (int i = 0; i < 2 * DistinctTexts.MOST; i++) {
            texts.add("more " + i);
        }
        assertEquals(DistinctTexts.MOST, texts.count());
    }
}
