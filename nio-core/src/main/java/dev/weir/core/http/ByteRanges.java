package dev.weir.core.http;

import java.util.ArrayList;
import java.util.List;

/**
 * The parts of a representation that a client asks for (RFC 9110 section 14).
 *
 * <p>Source: nginx's range filter, whose leniency (one that asks for too much gets the whole) is kept. Thread: any;
 * immutable.
 */
final class ByteRanges {
    private static final String UNIT = "bytes=";

    /** Nothing that is there is asked for: 416. */
    static final ByteRanges UNSATISFIABLE = new ByteRanges(List.of());

    private final List<Range> ranges;

    /** Bytes {@code from} to before {@code end}. */
    record Range(long from, long end) {}

    private ByteRanges(List<Range> ranges) {
        this.ranges = ranges;
    }

    List<Range> list() {
        return ranges;
    }

    /**
     * Reads what a request asks for.
     *
     * @param asked the request's fields
     * @param fields the fields of the whole response, for {@code If-Range}
     * @param length bytes of the whole
     * @param most {@code max_ranges}, at least 1
     * @return null when the whole is to be sent
     */
    static ByteRanges of(Headers asked, Headers.Builder fields, long length, int most) {
        String text = asked.first("Range");
        boolean usable = text != null
                && text.length() > UNIT.length()
                && text.regionMatches(true, 0, UNIT, 0, UNIT.length())
                && isSame(asked.first("If-Range"), fields);
        return usable ? new Reading(text.substring(UNIT.length()), length).read(most) : null;
    }

    /** RFC 9110 section 13.1.5. */
    private static boolean isSame(String condition, Headers.Builder fields) {
        if (condition == null) {
            return true;
        }
        if (condition.length() >= 2 && condition.endsWith("\"")) {
            return condition.equals(fields.joined("ETag"));
        }
        String modified = fields.joined("Last-Modified");
        return modified != null && HttpDate.parse(condition) == HttpDate.parse(modified);
    }

    /** One pass over the text of the field; -1 stands for a place where no number is. Thread: worker. */
    private static final class Reading {
        private final String text;
        private final long length;
        private final List<Range> found = new ArrayList<>(2);
        private int at;

        Reading(String text, long length) {
            this.text = text;
            this.length = length;
        }

        ByteRanges read(int most) {
            long sum = 0;
            do {
                Range range = next();
                if (range == null) {
                    return UNSATISFIABLE;
                }
                if (range.from < range.end) {
                    found.add(range);
                    sum += range.end - range.from;
                } else if (range.from == 0) {
                    return null;
                }
            } while (found.size() <= most && skip(','));
            if (found.size() > most) {
                return null;
            }
            if (found.isEmpty()) {
                return UNSATISFIABLE;
            }
            // Each part of a multipart answer has a head of its own, so many small ones cost more than the whole.
            boolean dear = most == Integer.MAX_VALUE && sum + 256L * found.size() > length + 4096;
            return found.size() > 1 && (sum > length || dear) ? null : new ByteRanges(List.copyOf(found));
        }

        private Range next() {
            long from = number();
            if (!skip('-')) {
                return null;
            }
            long last = number();
            boolean ended = at == text.length() || text.charAt(at) == ',';
            if (!ended || from < 0 && last < 0) {
                return null;
            }
            if (from < 0) {
                return new Range(Math.max(0, length - last), last == 0 ? Math.max(0, length - last) : length);
            }
            return new Range(from, last < 0 || last >= length ? length : last + 1);
        }

        private long number() {
            skip(' ');
            long value = -1;
            while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                value = Math.max(0, value) * 10 + text.charAt(at++) - '0';
                if (value > Long.MAX_VALUE / 20) {
                    return Long.MAX_VALUE / 20;
                }
            }
            skip(' ');
            return value;
        }

        private boolean skip(char c) {
            boolean there = at < text.length() && text.charAt(at) == c;
            while (at < text.length() && text.charAt(at) == c) {
                at++;
                if (c != ' ') {
                    break;
                }
            }
            return there;
        }
    }
}
