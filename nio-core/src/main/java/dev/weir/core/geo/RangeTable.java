package dev.weir.core.geo;

import java.util.Map;
import java.util.TreeMap;

/**
 * Values by range of IPv4 addresses; a later range cuts out of earlier ones what it covers.
 *
 * <p>Thread: any; changed only while the configuration is built.
 */
public final class RangeTable implements AddressTable {
    private static final long NOWHERE = 0xffffffffL;

    private final TreeMap<Long, Range> ranges = new TreeMap<>();

    private record Range(long start, long end, String value) {}

    /** An address as a number; -1 when the text is none of IPv4. */
    public static long number(String text) {
        byte[] address = text.indexOf(':') >= 0 ? null : Network.address(text);
        return address == null ? -1 : number(address);
    }

    private static long number(byte[] address) {
        long number = 0;
        for (byte part : address) {
            number = number << 8 | part & 0xff;
        }
        return number;
    }

    /** Gives a range a value, both ends included. @return the value that this very range had; null for none */
    public String put(long start, long end, String value) {
        Range same = ranges.get(start);
        String before = same != null && same.end() == end ? same.value() : null;
        cut(start, end);
        ranges.put(start, new Range(start, end, value));
        return before;
    }

    private void cut(long start, long end) {
        for (Map.Entry<Long, Range> at = ranges.floorEntry(end);
                at != null && at.getValue().end() >= start;
                at = ranges.floorEntry(end)) {
            Range range = at.getValue();
            ranges.remove(range.start());
            if (range.end() > end) {
                ranges.put(end + 1, new Range(end + 1, range.end(), range.value()));
            }
            if (range.start() < start) {
                ranges.put(range.start(), new Range(range.start(), start - 1, range.value()));
            }
        }
    }

    /** Takes a range out. @return false when there was none with these ends */
    public boolean remove(long start, long end) {
        Range range = ranges.get(start);
        return range != null && range.end() == end && ranges.remove(start) != null;
    }

    @Override
    public String find(byte[] address) {
        long sought = address == null || address.length != 4 ? NOWHERE : number(address);
        Map.Entry<Long, Range> at = ranges.floorEntry(sought);
        return at == null || at.getValue().end() < sought ? null : at.getValue().value();
    }
}
