package dev.weir.core.http;

import java.net.SocketAddress;

/**
 * Which generation of the configuration serves a connection: that of its last request, for as long as the WebSocket
 * lasts which that opened.
 *
 * <p>Thread: worker.
 */
final class Tenure {
    private final Listener listener;
    private Listener.Service service;

    Tenure(Listener listener) {
        this.listener = listener;
    }

    /** The servers of the generation now in force, which serves the connection from now on. */
    Site renew(SocketAddress local) {
        Listener.Service now = listener.service();
        if (now != service) {
            now.generation().enter();
            end();
            service = now;
        }
        return now.sites().apply(local);
    }

    /** The connection has ended. */
    void end() {
        if (service != null) {
            service.generation().leave();
            service = null;
        }
    }

    boolean isOlderThan(Generation current) {
        return service != null && service.generation().isBefore(current);
    }
}
