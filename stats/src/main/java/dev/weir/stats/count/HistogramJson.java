package dev.weir.stats.count;

import dev.weir.core.json.JsonWriter;

/**
 * Histograms as JSON; see {@link StatJson}.
 *
 * <p>Thread: the one that made it.
 */
final class HistogramJson {
    private static final String[] QUANTILES = {"0.5", "0.9", "0.99", "0.999"};

    private final CounterBoard board;
    private final JsonWriter json;

    HistogramJson(CounterBoard board, JsonWriter json) {
        this.board = board;
        this.json = json;
    }

    /** The distributions of WebSocket connections. */
    void write() {
        json.open("histograms");
        json.open("message_size_bytes");
        write("client", Histogram.MESSAGE_SIZE_IN);
        write("upstream", Histogram.MESSAGE_SIZE_OUT);
        json.close();
        json.open("ping_rtt_seconds");
        write("client", Histogram.PING_CLIENT);
        write("upstream", Histogram.PING_UPSTREAM);
        json.close();
        write("session_seconds", Histogram.SESSION);
        write("handshake_seconds", Histogram.HANDSHAKE);
        json.close();
    }

    /** One distribution. */
    void write(String name, Histogram histogram) {
        HistogramReading reading = board.read(histogram);
        Buckets buckets = reading.buckets();
        json.open(name);
        json.number("count", reading.count());
        json.number("sum", buckets.text(reading.sum()));
        json.open("quantiles");
        for (String share : QUANTILES) {
            json.number(share, buckets.text(reading.quantile(Double.parseDouble(share))));
        }
        json.close();
        json.openArray("buckets");
        long upToHere = 0;
        for (int i = 0; i < buckets.size() - 1; i++) {
            upToHere += reading.count(i);
            json.open();
            json.number("le", buckets.text(buckets.bound(i)));
            json.number("count", upToHere);
            json.close();
        }
        json.closeArray();
        json.close();
    }
}
