package dev.weir.stats.count;

/**
 * Writes Prometheus' text format 0.0.4 (prometheus.io, "Exposition formats") or OpenMetrics 1.0.0, in which a counter's
 * family lacks the {@code _total} of its samples, whole bounds of buckets have a decimal point, and the end is marked.
 *
 * <p>Thread: the one that made it.
 */
final class PrometheusText {
    private static final String TOTAL = "_total";

    private final StringBuilder out;
    private final boolean open;
    private boolean labelled;

    /**
     * @param out where it is written; what is there may be taken away at any time
     * @param open whether it is OpenMetrics
     */
    PrometheusText(StringBuilder out, boolean open) {
        this.out = out;
        this.open = open;
    }

    /** Begins a metric; all its samples follow. */
    void family(String metric, String type, String help) {
        boolean shortened = open && metric.endsWith(TOTAL);
        String name = shortened ? metric.substring(0, metric.length() - TOTAL.length()) : metric;
        out.append("# HELP ").append(name).append(' ');
        // Only OpenMetrics escapes quotation marks here.
        escape(help, open);
        out.append('\n');
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    /** Begins a sample, to be followed by its labels and {@link #end}. */
    void begin(String metric) {
        out.append(metric);
        labelled = false;
    }

    /** @param value a byte string of UTF-8 */
    void labelled(String name, String value) {
        out.append(labelled ? ',' : '{').append(name).append("=\"");
        escape(value, true);
        out.append('"');
        labelled = true;
    }

    void end(long value) {
        out.append(labelled ? "} " : " ").append(value).append('\n');
    }

    /** @param labels without braces; empty for none */
    void sample(String metric, String labels, long value) {
        sample(metric, labels, Long.toString(value));
    }

    /** @param value as Prometheus writes it */
    void sample(String metric, String labels, String value) {
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
            sample(metric + "_bucket", before + (open ? buckets.openLabel(i) : buckets.label(i)) + '"', upToHere);
        }
        sample(metric + "_sum", labels, buckets.text(reading.sum()));
        sample(metric + "_count", labels, reading.count());
    }

    /** The page is complete. */
    void finish() {
        if (open) {
            out.append("# EOF\n");
        }
    }

    /** One label whose value needs no escape. */
    static String label(String name, String value) {
        return name + "=\"" + value + '"';
    }

    private void escape(String text, boolean quotes) {
        if (text.indexOf('\\') < 0 && text.indexOf('"') < 0 && text.indexOf('\n') < 0) {
            out.append(text);
            return;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                out.append("\\n");
            } else if (c == '\\' || c == '"' && quotes) {
                out.append('\\').append(c);
            } else {
                out.append(c);
            }
        }
    }
}
