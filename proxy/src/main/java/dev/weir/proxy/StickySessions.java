package dev.weir.proxy;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which peer each session belongs to: the zone of {@code sticky learn}. A zone that is full forgets the session that
 * was used longest ago.
 *
 * <p>Thread: any; itself the lock.
 */
final class StickySessions {
    /** nginx: about 8,000 sessions a megabyte. */
    private static final int BYTES_OF_ONE = 128;

    private final int most;

    /** Used last, last; by the digest of what names them, so that clients cannot make them long. */
    private final Map<String, Session> sessions = new LinkedHashMap<>();

    private record Session(String peer, long usedNanos) {}

    /** @param bytes the size of the zone */
    StickySessions(long bytes) {
        this.most = (int) Math.min(Integer.MAX_VALUE, Math.max(1, bytes / BYTES_OF_ONE));
    }

    /** The peer of a session; null when it is not known, or no longer. */
    synchronized String find(String id, long timeoutNanos, long nowNanos) {
        expire(timeoutNanos, nowNanos);
        Session session = sessions.get(Sticky.digest(id));
        return session == null ? null : session.peer;
    }

    /**
     * A session was used.
     *
     * @param creates whether it comes to be known if it is not
     * @param peer where it was served
     */
    synchronized void use(String id, boolean creates, String peer, long timeoutNanos, long nowNanos) {
        expire(timeoutNanos, nowNanos);
        String key = Sticky.digest(id);
        boolean known = sessions.remove(key) != null;
        if (known || creates) {
            sessions.put(key, new Session(peer, nowNanos));
        }
        if (sessions.size() > most) {
            Iterator<Session> each = sessions.values().iterator();
            each.next();
            each.remove();
        }
    }

    private void expire(long timeoutNanos, long nowNanos) {
        Iterator<Session> each = sessions.values().iterator();
        while (each.hasNext() && nowNanos - each.next().usedNanos >= timeoutNanos) {
            each.remove();
        }
    }
}
