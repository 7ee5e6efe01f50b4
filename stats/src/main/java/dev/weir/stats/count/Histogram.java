package dev.weir.stats.count;

/**
 * Everything whose distribution Weir measures, one constant for each series; the counterpart of {@link Counter}. The
 * series of one metric stand together.
 *
 * <p>Thread: any.
 */
public enum Histogram {
    /** From the beginning of a push's POST until the socket has taken the last byte of its message; nanoseconds. */
    PUSH_DELIVERY(
            "weir_push_delivery_seconds",
            "",
            "Time from the POST of a push until the socket has taken its message.",
            Buckets.LATENCY);

    private final String metric;
    private final String labels;
    private final String help;
    private final Buckets buckets;

    Histogram(String metric, String labels, String help, Buckets buckets) {
        this.metric = metric;
        this.labels = labels;
        this.help = help;
        this.buckets = buckets;
    }

    /** The Prometheus metric: a promise to scrapers. */
    String metric() {
        return metric;
    }

    /** Its labels as Prometheus writes them, without braces; empty for none. */
    String labels() {
        return labels;
    }

    String help() {
        return help;
    }

    Buckets buckets() {
        return buckets;
    }
}
