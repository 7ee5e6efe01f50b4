package dev.weir.core.tls;

import dev.weir.core.loop.Connection;
import java.nio.ByteBuffer;

/**
 * When a client's hello is answered, which costs us much and the client little: as one of the worker's chores, so that
 * any number of them holds nobody up who is connected.
 *
 * <p>Thread: worker.
 */
final class Appointment {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Connection connection;
    private boolean made;
    private boolean due;

    Appointment(Connection connection) {
        this.connection = connection;
    }

    /** Whether the time has come; else the connection is read again when it has. */
    boolean isDue() {
        if (!made) {
            made = true;
            connection.worker().chore(this::keep);
        }
        return due;
    }

    private void keep() {
        due = true;
        if (!connection.isClosed()) {
            connection.guarded(() -> connection.reread(NOTHING));
        }
    }
}
