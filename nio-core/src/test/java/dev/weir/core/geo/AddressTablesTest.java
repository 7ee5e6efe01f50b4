package dev.weir.core.geo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTablesTest {

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, host",
        "10.1.2.4, narrow",
        "10.1.3.1, wide",
        "11.0.0.1, world",
        "2001:db8::1, six",
        "2001:db9::1, world6",
        "::ffff:10.1.2.3, host",
    })
    void theSmallestNetworkWins(String address, String value) {
        NetworkTable table = new NetworkTable();
        table.put(Network.parse("0.0.0.0/0"), "world");
        table.put(Network.parse("10.1.2.0/25"), "narrow");
        table.put(Network.parse("10.0.0.0/8"), "wide");
        table.put(Network.parse("10.1.2.3"), "host");
        table.put(Network.parse("::/0"), "world6");
        table.put(Network.parse("2001:db8::/32"), "six");
        assertEquals(value, table.find(Network.address(address)));
    }

    @Test
    void aNetworkCanBeTakenOutAgain() {
        NetworkTable table = new NetworkTable();
        assertNull(table.put(Network.parse("10.0.0.0/8"), "a"));
        assertEquals("a", table.put(Network.parse("10.9.9.9/8"), "b"), "host bits mean nothing");
        assertFalse(table.remove(Network.parse("10.0.0.0/9")));
        assertTrue(table.remove(Network.parse("10.0.0.0/8")));
        assertNull(table.find(Network.address("10.0.0.1")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10",
                "10.0.0",
                "10.0.0.256",
                "10.0.0.0/33",
                "10.0.0.0/",
                "a.b.c.d",
                "::/129",
                ":::",
                "localhost",
                "[::1]",
                "fe80::1%lo",
                "10.0.0.0.0",
                "+1.0.0.0"
            })
    void otherTextIsNoNetwork(String text) {
        assertNull(Network.parse(text));
    }

    @Test
    void aLaterRangeCutsOutOfEarlierOnes() {
        RangeTable table = new RangeTable();
        table.put(number("10.0.0.0"), number("10.1.0.9"), "wide");
        table.put(number("10.0.0.4"), number("10.0.0.6"), "inner");
        assertEquals("inner", table.put(number("10.0.0.4"), number("10.0.0.6"), "again"));
        assertEquals("wide", table.find(Network.address("10.0.0.3")));
        assertEquals("again", table.find(Network.address("10.0.0.4")));
        assertEquals("again", table.find(Network.address("10.0.0.6")));
        assertEquals("wide", table.find(Network.address("10.0.0.7")));
        assertEquals("wide", table.find(Network.address("10.1.0.9")));
        assertNull(table.find(Network.address("10.1.0.10")));
        assertNull(table.find(null));
        assertFalse(table.remove(number("10.0.0.0"), number("10.1.0.9")));
        assertTrue(table.remove(number("10.0.0.0"), number("10.0.0.3")));
        assertNull(table.find(Network.address("10.0.0.3")));
    }

    private static long number(String address) {
        return RangeTable.number(address);
    }
}
