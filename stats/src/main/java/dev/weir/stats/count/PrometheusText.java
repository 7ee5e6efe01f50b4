package dev.weir.stats.count;

/**
 * Writes Prometheus' text format 0.0.4 (prometheus.io, "Exposition formats").
 *
 * <p>Thread: the one that made it.
 */
final class PrometheusText {
    private final StringBuilder out = new StringBuilder(16_384);

    /** Begins a metric; all its samples follow. */
    void family(String metric, String type, String help) {
        out.append("# HELP ").append(metric).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(metric).append(' ').append(type).append('\n');
    }

    /** @param labels without braces; empty for none */
    void sample(String metric, String labels, long value) {
        sample(metric, labels, Long.toString(value));
    }

    private void sample(String metric, String labels, String value) {
        out.append(metric);
        if (!labels.isEmpty()) {
            out.append('{').append(labels).append('}');
        }
        out.append(' ').append(value).append('\n');
    }

    /** A metric with one sample. */
    void single(String metric, String type, String help, long value) {
        family(metric, type, help);
        sample(metric, "", value);
    }

    /** One series of a histogram; a bucket's number holds those of the buckets below. */
    void histogram(String metric, String labels, HistogramReading reading) {
        Buckets buckets = reading.buckets();
        String before = labels.isEmpty() ? "le=\"" : labels + ",le=\"";
        long upToHere = 0;
        for (int i = 0; i < buckets.size(); i++) {
            upToHere += reading.count(i);
            sample(metric + "_bucket", before + buckets.label(i) + '"', upToHere);
        }
        sample(metric + "_sum", labels, buckets.text(reading.sum()));
        sample(metric + "_count", labels, reading.count());
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
