package dev.weir.stats.count;

import dev.weir.core.http.ByteText;
import dev.weir.core.json.JsonWriter;
import java.util.List;

/**
 * The series of traffic as JSON; see {@link StatJson}.
 *
 * <p>Thread: the one that made it.
 */
final class TrafficJson {
    private final StatPage page;
    private final JsonWriter json;

    TrafficJson(StatPage page, JsonWriter json) {
        this.page = page;
        this.json = json;
    }

    /** Adds a member that is an array of series, each with its labels under these names. */
    void table(String member, Growing<? extends TrafficSource> rows, String... names) {
        page.then(() -> json.openArray(member));
        page.thenEach(rows, (TrafficSource row) -> row(row, names));
        page.then(json::closeArray);
    }

    private void row(TrafficSource row, String... names) {
        json.open();
        for (int i = 0; i < names.length; i++) {
            json.text(names[i], ByteText.decode(row.labels().get(i)));
        }
        traffic(row);
        json.close();
    }

    void zones(List<StatZone> zones) {
        page.then(() -> json.openArray("zones"));
        for (StatZone zone : zones) {
            page.then(() -> begin(zone));
            page.thenEach(zone.series(), this::zoneRow);
            page.then(() -> {
                zone.beside().forEach(this::zoneRow);
                json.closeArray();
                json.close();
            });
        }
        page.then(json::closeArray);
    }

    private void begin(StatZone zone) {
        json.open();
        json.text("zone", ByteText.decode(zone.name()));
        json.number("keys", zone.keys());
        json.number("max", zone.most());
        json.number("overflowed", zone.overflowed());
        json.openArray("series");
    }

    private void zoneRow(TrafficSource row) {
        json.open();
        json.text("key", ByteText.decode(row.labels().get(1)));
        traffic(row);
        json.close();
    }

    private void traffic(TrafficSource row) {
        connections(row);
        json.open("client");
        json.number("frames", row.read(Counter.FRAMES_IN));
        json.number("messages", row.read(Counter.MESSAGES_IN));
        json.number("payload_bytes", row.read(Counter.PAYLOAD_IN));
        json.number("tcp_bytes", row.read(Counter.BYTES_IN));
        json.close();
        json.open("upstream");
        json.number("frames", row.read(Counter.FRAMES_OUT));
        json.number("messages", row.read(Counter.MESSAGES_OUT));
        json.number("payload_bytes", row.read(Counter.PAYLOAD_OUT));
        json.number("tcp_bytes", row.read(Counter.BYTES_OUT));
        json.close();
    }

    /** Of one reading, so that the three never contradict each other; what has ended is read first. */
    void connections(TrafficSource row) {
        long closed = row.read(Counter.WS_CLOSED);
        long opened = row.read(Counter.WS_OPENED);
        json.open("connections");
        json.number("active", opened - closed);
        json.number("opened", opened);
        json.number("closed", closed);
        json.close();
    }
}
