package dev.weir.core.http;

import dev.weir.core.loop.Connection;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to run when an exchange is over. A fault in one of several endings does not keep the others from being told.
 *
 * <p>Thread: worker, that of the connection.
 */
final class Endings {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    private final Runnable first;

    /** The others; null when there is but one, as with most exchanges. */
    private List<Runnable> more;

    Endings(Runnable first) {
        this.first = first;
    }

    void add(Runnable action) {
        if (more == null) {
            more = new ArrayList<>(2);
        }
        more.add(action);
    }

    /** Runs them in the order in which they came; none may be added any more. */
    void run(Connection connection) {
        guarded(connection, first);
        if (more != null) {
            more.forEach(action -> guarded(connection, action));
        }
    }

    /** Runs an action whose fault is to be logged and no more. */
    static void guarded(Connection connection, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            LOG.error("*{} internal error at the end of an exchange", connection.id(), e);
        }
    }
}
