package dev.weir.stats.count;

import java.util.List;

/**
 * The series of traffic for Prometheus: of each table the same families, all samples of one standing together.
 *
 * <p>Thread: the one that made it.
 */
final class TrafficMetrics {
    private static final String ACTIVE = "connections_active";
    private static final String[] ZONE_LABELS = {"zone", "key"};

    private static final List<Family> FAMILIES = List.of(
            new Family("connections_opened_total", "WebSocket connections opened", Counter.WS_OPENED, null),
            new Family("connections_closed_total", "WebSocket connections ended", Counter.WS_CLOSED, null),
            new Family("frames_total", "Complete WebSocket frames", Counter.FRAMES_IN, Counter.FRAMES_OUT),
            new Family("messages_total", "Complete WebSocket messages", Counter.MESSAGES_IN, Counter.MESSAGES_OUT),
            new Family(
                    "payload_bytes_total", "Payload bytes of complete frames", Counter.PAYLOAD_IN, Counter.PAYLOAD_OUT),
            new Family(
                    "tcp_bytes_total", "Bytes on the wire after the handshake", Counter.BYTES_IN, Counter.BYTES_OUT));

    private final StatPage page;
    private final PrometheusText out;

    /**
     * One metric of a table.
     *
     * @param in what it counts, or what of it comes from clients
     * @param out what comes from upstreams; null where there are no directions
     */
    private record Family(String suffix, String help, Counter in, Counter out) {}

    TrafficMetrics(StatPage page, PrometheusText out) {
        this.page = page;
        this.out = out;
    }

    /**
     * Adds the families of a table.
     *
     * @param prefix {@code weir_server_}
     * @param of for the help: {@code of each server}
     */
    void table(String prefix, String of, Growing<? extends TrafficSource> rows, String... names) {
        if (rows.size() == 0) {
            return;
        }
        String active = prefix + ACTIVE;
        page.then(() -> active(active, of));
        page.thenEach(rows, (TrafficSource row) -> active(active, row, names));
        for (Family family : FAMILIES) {
            String metric = prefix + family.suffix;
            page.then(() -> begin(metric, family, of));
            page.thenEach(rows, (TrafficSource row) -> row(metric, family, row, names));
        }
    }

    void zones(List<StatZone> zones) {
        if (zones.isEmpty()) {
            return;
        }
        page.then(() -> sizes(zones));
        String active = "weir_zone_" + ACTIVE;
        page.then(() -> active(active, "of each zone and key"));
        for (StatZone zone : zones) {
            page.thenEach(zone.series(), (TrafficSource row) -> active(active, row, ZONE_LABELS));
            page.then(() -> zone.beside().forEach(row -> active(active, row, ZONE_LABELS)));
        }
        for (Family family : FAMILIES) {
            String metric = "weir_zone_" + family.suffix;
            page.then(() -> begin(metric, family, "of each zone and key"));
            for (StatZone zone : zones) {
                page.thenEach(zone.series(), (TrafficSource row) -> row(metric, family, row, ZONE_LABELS));
                page.then(() -> zone.beside().forEach(row -> row(metric, family, row, ZONE_LABELS)));
            }
        }
    }

    private void sizes(List<StatZone> zones) {
        out.family("weir_zone_keys", "gauge", "Values that have a series of their own.");
        for (StatZone zone : zones) {
            out.sample("weir_zone_keys", PrometheusText.label("zone", zone.name()), zone.keys());
        }
        out.family("weir_zone_keys_max", "gauge", "How many values may have one; 0 without a key.");
        for (StatZone zone : zones) {
            out.sample("weir_zone_keys_max", PrometheusText.label("zone", zone.name()), zone.most());
        }
        out.family("weir_zone_overflowed_keys_total", "counter", "Different values that share the series of the rest.");
        for (StatZone zone : zones) {
            out.sample("weir_zone_overflowed_keys_total", PrometheusText.label("zone", zone.name()), zone.overflowed());
        }
    }

    private void active(String metric, String of) {
        out.family(metric, "gauge", "Open WebSocket connections " + of + ".");
    }

    private void active(String metric, TrafficSource row, String... names) {
        out.begin(metric);
        labels(row, names);
        out.end(row.active());
    }

    private void begin(String metric, Family family, String of) {
        out.family(metric, "counter", family.help + " " + of + ".");
    }

    private void row(String metric, Family family, TrafficSource row, String... names) {
        out.begin(metric);
        labels(row, names);
        if (family.out != null) {
            out.labelled("direction", "in");
            out.end(row.read(family.in));
            out.begin(metric);
            labels(row, names);
            out.labelled("direction", "out");
            out.end(row.read(family.out));
        } else {
            out.end(row.read(family.in));
        }
    }

    private void labels(TrafficSource row, String... names) {
        for (int i = 0; i < names.length; i++) {
            String value = row.labels().get(i);
            if (!value.isEmpty()) {
                out.labelled(names[i], value);
            }
        }
    }
}
