package dev.weir.stats.connections;

import dev.weir.core.json.JsonWriter;
import dev.weir.core.loop.Worker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Puts what the workers found in one order and writes the page out, a slice at a time.
 *
 * <p>Thread: worker, the one that asked.
 */
final class Page implements Runnable {
    private static final int SLICE = 2000;
    private static final int COST_OF_ROW = 20;

    private final Worker home;
    private final Listing listing;
    private final Comparator<Row> order;
    private final Consumer<byte[]> whenDone;
    private final List<Source> sources = new ArrayList<>();
    private final JsonWriter json = new JsonWriter();
    private int left;
    private int toCome;

    /** The rows of one worker, of which the first is in the hand. */
    private static final class Source {
        private final Iterator<Row> rows;
        private Row head;

        private Source(Iterator<Row> rows) {
            this.rows = rows;
            this.head = rows.next();
        }
    }

    Page(Worker home, Listing listing, Consumer<byte[]> whenDone) {
        this.home = home;
        this.listing = listing;
        this.whenDone = whenDone;
        this.order = listing.sorting().order(listing.descending());
        this.left = listing.offset();
        this.toCome = listing.limit();
    }

    void write(List<Selection.Found> found) {
        int open = 0;
        int matched = 0;
        for (Selection.Found one : found) {
            open += one.open();
            matched += one.matched();
            if (!one.rows().isEmpty()) {
                sources.add(new Source(one.rows().iterator()));
            }
        }
        json.open().number("version", 1);
        json.number("total", open).number("matched", matched);
        json.number("offset", listing.offset()).number("limit", listing.limit());
        json.text("sort", listing.sorting().name()).text("order", listing.descending() ? "desc" : "asc");
        json.openArray("connections");
        run();
    }

    @Override
    public void run() {
        for (int cost = 0; cost < SLICE; ) {
            Row row = toCome == 0 ? null : next();
            if (row == null) {
                whenDone.accept(json.closeArray().close().line());
                return;
            }
            if (left > 0) {
                left--;
                cost++;
            } else {
                toCome--;
                cost += COST_OF_ROW;
                RowJson.write(json, row);
            }
        }
        home.post(this);
    }

    private Row next() {
        Source best = null;
        for (Source source : sources) {
            if (best == null || order.compare(source.head, best.head) < 0) {
                best = source;
            }
        }
        if (best == null) {
            return null;
        }
        Row row = best.head;
        if (best.rows.hasNext()) {
            best.head = best.rows.next();
        } else {
            sources.remove(best);
        }
        return row;
    }
}
