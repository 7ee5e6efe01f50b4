package dev.weir.stats.count;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A named set of counters, {@code ws_stat_zone}: one series, or one for each value of a key. Nothing that was counted
 * is ever forgotten while the process lives: when there are as many values as may be, further ones share a series.
 *
 * <p>Thread: any; who finds a series known takes no lock.
 */
final class StatZone {
    /** The label of the series that values without one of their own share; a value of this name counts there too. */
    static final String OTHER = "other";

    /** Longest value that has a series of its own, in bytes. */
    static final int MOST_KEY_BYTES = 255;

    private final String name;
    private final Map<String, TrafficSeries> known = new ConcurrentHashMap<>();
    private final Growing<TrafficSeries> series = new Growing<>();
    private final DistinctTexts strangers = new DistinctTexts();
    private volatile TrafficSeries only;
    private volatile TrafficSeries other;
    private volatile int most;
    private String key;

    StatZone(String name) {
        this.name = LabelText.of(name);
    }

    /** Its name as a label. */
    String name() {
        return name;
    }

    /** Says that it has one series. */
    synchronized void declareSingle() {
        if (only == null) {
            only = new TrafficSeries(List.of(name, ""));
        }
    }

    /**
     * Says that it has a series for each value of a key.
     *
     * @param by the text whose values they are; never another than {@link #mayCountBy} allows
     * @param max so many values at most, besides those that have one already
     */
    synchronized void declareKeyed(String by, int max) {
        key = by;
        most = max;
        if (other == null) {
            other = new TrafficSeries(List.of(name, OTHER));
        }
    }

    /** Whether its series are of this key's values, or of none yet: one series must not be the sum of two things. */
    synchronized boolean mayCountBy(String otherKey) {
        return key == null || key.equals(otherKey);
    }

    /** The text whose values have series; null for none so far. */
    synchronized String key() {
        return key;
    }

    /** The series of a zone without a key. */
    TrafficSeries single() {
        return only;
    }

    /** The series in which a value is counted, made when it comes for the first time. */
    TrafficSeries of(String value) {
        TrafficSeries found = known.get(value);
        return found != null ? found : add(value);
    }

    private synchronized TrafficSeries add(String value) {
        TrafficSeries found = known.get(value);
        if (found != null) {
            return found;
        }
        if (value.equals(OTHER)) {
            return other;
        }
        if (known.size() >= most || value.length() > MOST_KEY_BYTES) {
            strangers.add(value);
            return other;
        }
        TrafficSeries made = new TrafficSeries(List.of(name, LabelText.of(value)));
        series.add(made);
        known.put(value, made);
        return made;
    }

    /** Values that have a series of their own. */
    int keys() {
        return series.size();
    }

    /** How many may have; 0 for a zone without a key. */
    int most() {
        return most;
    }

    /** Different values that have been counted as {@link #OTHER} for want of a place. */
    synchronized int overflowed() {
        return strangers.count();
    }

    /** The series of values, in the order in which they came. */
    Growing<TrafficSeries> series() {
        return series;
    }

    /** The series that are not of a value: that of a zone without a key, and what the rest shares. */
    List<TrafficSeries> beside() {
        TrafficSeries one = only;
        TrafficSeries rest = other;
        if (one == null) {
            return rest == null ? List.of() : List.of(rest);
        }
        return rest == null ? List.of(one) : List.of(one, rest);
    }
}
