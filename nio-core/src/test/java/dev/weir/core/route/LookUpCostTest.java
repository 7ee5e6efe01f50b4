package dev.weir.core.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.HeadLimits;
import dev.weir.core.http.Headers;
import dev.weir.core.http.HttpStand;
import dev.weir.core.http.VirtualServer;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Choosing among ten thousand costs about what choosing among ten does; a search in turn would cost a thousandfold. */
class LookUpCostTest {
    private static final int FEW = 10;
    private static final int MANY = 10_000;

    /** Far from a thousand, and far from what a busy machine does to the better of many short runs. */
    private static final long MOST_RATIO = 50;

    private static final int RUNS = 200;
    private static final int LOOK_UPS = 200;

    @Test
    void prefixes() {
        String[] names = new String[2];
        long[] nanos = new long[2];
        nanos[0] = locationNanos(level(FEW, false), "/api/item" + (FEW - 1) + "/x", names, 0);
        nanos[1] = locationNanos(level(MANY, false), "/api/item" + (MANY - 1) + "/x", names, 1);
        assertEquals("/api/item" + (MANY - 1) + "/", names[1]);
        assertFlat(nanos);
    }

    @Test
    void exactPaths() {
        String[] names = new String[2];
        long[] nanos = new long[2];
        nanos[0] = locationNanos(level(FEW, true), "/api/item" + (FEW - 1) + "/", names, 0);
        nanos[1] = locationNanos(level(MANY, true), "/api/item" + (MANY - 1) + "/", names, 1);
        assertEquals("/api/item" + (MANY - 1) + "/", names[1]);
        assertFlat(nanos);
    }

    @Test
    void hostNames() {
        for (String shape : new String[] {"host%d.example", "*.host%d.example", "host%d.*"}) {
            Hosts few = hosts(FEW, shape);
            Hosts many = hosts(MANY, shape);
            String last = shape.formatted(MANY - 1);
            String asked = last.replace("*", "x");
            assertEquals(last, many.server(asked, null).name());
            assertFlat(new long[] {
                best(() -> few.server(shape.formatted(FEW - 1).replace("*", "x"), null)),
                best(() -> many.server(asked, null))
            });
        }
    }

    private static void assertFlat(long[] nanos) {
        assertTrue(
                nanos[1] < nanos[0] * MOST_RATIO,
                LOOK_UPS + " look-ups among few took " + nanos[0] + " ns, among many " + nanos[1] + " ns");
    }

    private static Locations level(int count, boolean exact) {
        Locations level = new Locations();
        for (int i = 0; i < count; i++) {
            String path = "/api/item" + i + "/";
            if (exact) {
                level.addExact(path, LocationsTest.location(path, null), new Locations());
            } else {
                level.addPrefix(path, false, LocationsTest.location(path, null), new Locations());
            }
        }
        return level;
    }

    private static long locationNanos(Locations level, String uri, String[] names, int index) {
        long[] nanos = new long[1];
        new HttpStand()
                .at("/", (Exchange x) -> {
                    names[index] = level.find(x).name();
                    nanos[0] = best(() -> level.find(x));
                    x.respond(200, Headers.EMPTY, new byte[0]);
                })
                .talk(HttpStand.get(uri));
        return nanos[0];
    }

    private static Hosts hosts(int count, String shape) {
        Hosts hosts = new Hosts(server("default"));
        for (int i = 0; i < count; i++) {
            hosts.add(shape.formatted(i), server(shape.formatted(i)));
        }
        return hosts;
    }

    private static VirtualServer server(String name) {
        return new VirtualServer(
                name,
                Duration.ofSeconds(1),
                HeadLimits.DEFAULT,
                null,
                new Locations(),
                LocationsTest.location("", null),
                List.of());
    }

    /** The shortest of many runs: the one that nobody disturbed. */
    private static long best(Supplier<?> lookUp) {
        long best = Long.MAX_VALUE;
        for (int run = 0; run < RUNS; run++) {
            long start = System.nanoTime();
            for (int i = 0; i < LOOK_UPS; i++) {
                lookUp.get();
            }
            best = Math.min(best, System.nanoTime() - start);
        }
        return best;
    }
}
