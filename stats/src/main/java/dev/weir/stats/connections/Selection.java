package dev.weir.stats.connections;

import java.util.TreeSet;

/**
 * The rows of one worker that a page may need: no more than reach its end, in order, so that what comes after has
 * nothing left to sort.
 *
 * <p>Thread: worker.
 */
final class Selection implements Survey.Finder<Selection.Found> {
    private static final int COST_OF_LOOK = 1;
    private static final int COST_OF_ROW = 4;

    private final Listing listing;
    private final Traits traits;
    private final TreeSet<Row> rows;
    private final int open;
    private int matched;

    /**
     * What one worker found.
     *
     * @param rows in the order of the listing
     * @param open its connections
     * @param matched those that the condition meets
     */
    record Found(TreeSet<Row> rows, int open, int matched) {}

    Selection(Listing listing, Traits traits, int open) {
        this.listing = listing;
        this.traits = traits;
        this.rows = new TreeSet<>(listing.sorting().order(listing.descending()));
        this.open = open;
    }

    @Override
    public int look(OpenConnection connection, long nowNanos) {
        Condition condition = listing.condition();
        if (condition != null && !condition.meets(connection.session(), traits, nowNanos)) {
            return COST_OF_LOOK;
        }
        matched++;
        rows.add(Row.of(connection.session(), traits, nowNanos));
        if (rows.size() > listing.reach()) {
            rows.pollLast();
        }
        return COST_OF_ROW;
    }

    @Override
    public Found found() {
        return new Found(rows, open, matched);
    }
}
