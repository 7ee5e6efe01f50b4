package dev.weir.core.loop;

/**
 * The connections of one worker that nobody would miss: those that wait for a request or for the rest of one. When
 * there is no room for others, those go that have waited longest; a client that has never sent a request in whole must
 * be content with an eighth of the time that others get, so that those who only take places make way for each other.
 *
 * <p>Source: nginx, {@code ngx_drain_connections}, which knows but those on which nothing has come. Thread: worker.
 */
final class Spares {
    private static final int WORTH_OF_KNOWN = 8;

    /** What a client has sent may lie unread so long, for it came while others were worked on. */
    private static final long YOUNG_NANOS = 50_000_000;

    private final Line strangers = new Line();
    private final Line known = new Line();

    /** The place of a connection in a line. Thread: worker. */
    static final class Place {
        private final Connection connection;
        private Place before;
        private Place behind;
        private long sinceNanos;
        private boolean isStranger;

        Place(Connection connection) {
            this.connection = connection;
            this.before = this;
            this.behind = this;
        }

        /** Whether it is in the line of those who have not asked for anything yet. */
        boolean isStranger() {
            return isStranger;
        }

        private void leave() {
            isStranger = false;
            before.behind = behind;
            behind.before = before;
            before = this;
            behind = this;
        }
    }

    /** Those who wait, the longest first. Thread: worker. */
    private static final class Line {
        private final Place ends = new Place(null);

        void add(Place last) {
            last.before = ends.before;
            last.behind = ends;
            ends.before.behind = last;
            ends.before = last;
        }

        boolean isEmpty() {
            return ends.behind == ends;
        }

        Place first(long nowNanos) {
            Place first = ends.behind;
            return first == ends || nowNanos - first.sinceNanos < YOUNG_NANOS ? null : first;
        }
    }

    /**
     * A connection begins to wait.
     *
     * @param isKnown whether a request has come on it before
     */
    void add(Place place, boolean isKnown, long nowNanos) {
        place.leave();
        place.sinceNanos = nowNanos;
        place.isStranger = !isKnown;
        (isKnown ? known : strangers).add(place);
    }

    void remove(Place place) {
        place.leave();
    }

    boolean isEmpty() {
        return strangers.isEmpty() && known.isEmpty();
    }

    /**
     * Closes those who have waited longest.
     *
     * @return how many, at most {@code count}
     */
    int close(int count, long nowNanos) {
        for (int i = 0; i < count; i++) {
            Place next = next(nowNanos);
            if (next == null) {
                return i;
            }
            next.leave();
            next.connection.makeWay();
        }
        return count;
    }

    private Place next(long nowNanos) {
        Place stranger = strangers.first(nowNanos);
        Place old = known.first(nowNanos);
        if (stranger == null || old == null) {
            return stranger == null ? old : stranger;
        }
        return (nowNanos - stranger.sinceNanos) * WORTH_OF_KNOWN >= nowNanos - old.sinceNanos ? stranger : old;
    }
}
