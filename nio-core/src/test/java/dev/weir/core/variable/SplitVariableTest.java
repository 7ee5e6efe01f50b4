package dev.weir.core.variable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SplitVariableTest {

    @Test
    void sharesAreAsLargeAsTold() {
        SplitVariable split = new SplitVariable();
        Variables variables = new Variables();
        variables.define("u", "The path.", x -> x.uri());
        split.source(variables.compile("$u"));
        split.add(5_120, "one");
        split.add(1_000, "two");
        split.add(0, "rest");
        int[] counts = new int[3];
        for (int i = 0; i < 2_000; i++) {
            Exchanges.with("/" + i, x -> {
                String value = split.value(x);
                counts[value.equals("one") ? 0 : value.equals("two") ? 1 : 2]++;
                assertEquals(value, split.value(x));
            });
        }
        assertTrue(Math.abs(counts[0] - 1_024) < 90, "one: " + counts[0]);
        assertTrue(Math.abs(counts[1] - 200) < 60, "two: " + counts[1]);
        assertTrue(Math.abs(counts[2] - 776) < 90, "rest: " + counts[2]);
    }

    /** The shares of nginx's own test: connections 1 to 20 with 51.2, 10 and 38.8 percent. */
    @Test
    void hashesAsNginxDoes() {
        int[] counts = new int[3];
        for (int i = 1; i <= 20; i++) {
            double share = (SplitVariable.hash(String.valueOf(i)) & 0xffffffffL) / 4294967295.0;
            counts[share < 0.512 ? 0 : share < 0.612 ? 1 : 2]++;
        }
        assertEquals(12, counts[0]);
        assertEquals(2, counts[1]);
        assertEquals(6, counts[2]);
    }
}
