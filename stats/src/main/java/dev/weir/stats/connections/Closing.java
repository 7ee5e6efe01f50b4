package dev.weir.stats.connections;

import dev.weir.core.ws.WsEnd;

/**
 * Closes the connections of one worker that are meant, and counts them: each once, however often it is asked for.
 *
 * <p>Thread: worker.
 */
final class Closing implements Survey.Finder<Closing.Found> {
    private static final int COST_OF_LOOK = 1;
    private static final int COST_OF_CLOSE = 40;

    private final Killing killing;
    private final Traits traits;
    private int met;
    private int closing;

    /**
     * What one worker found.
     *
     * @param met connections that were meant
     * @param closing those of them that nobody had closed here before
     */
    record Found(int met, int closing) {}

    Closing(Killing killing, Traits traits) {
        this.killing = killing;
        this.traits = traits;
    }

    @Override
    public int look(OpenConnection connection, long nowNanos) {
        Condition condition = killing.condition();
        if (condition != null && !condition.meets(connection.session(), traits, nowNanos)) {
            return COST_OF_LOOK;
        }
        met++;
        if (connection.firstAsked()) {
            closing++;
            connection.session().close(killing.code(), killing.reason(), WsEnd.Cause.KILL);
        }
        return COST_OF_CLOSE;
    }

    @Override
    public Found found() {
        return new Found(met, closing);
    }
}
