package dev.weir.stats.connections;

/** Takes down the one connection that is meant; finds null where it is not. Thread: worker. */
final class RowFinder implements Survey.Finder<Row> {
    private final Traits traits;
    private Row row;

    RowFinder(Traits traits) {
        this.traits = traits;
    }

    @Override
    public int look(OpenConnection connection, long nowNanos) {
        row = Row.of(connection.session(), traits, nowNanos);
        return 1;
    }

    @Override
    public Row found() {
        return row;
    }
}
