package dev.weir.core.http;

import dev.weir.core.http.ConnectionTap.Activity;
import dev.weir.core.loop.Connection;
import dev.weir.core.loop.Worker;
import java.net.SocketAddress;

/**
 * Which generation of the configuration serves a connection (that of its last request, for as long as the WebSocket
 * lasts which that opened), and what the connection does.
 *
 * <p>Thread: worker.
 */
final class Tenure {
    private final Listener listener;
    private SocketAddress local;
    private Listener.Service service;
    private Site site;
    private String name;
    private Activity activity = Activity.CLOSED;
    private boolean asked;

    Tenure(Listener listener) {
        this.listener = listener;
    }

    /** @param address ours, on which the connection came in */
    void begin(SocketAddress address) {
        local = address;
        renew();
    }

    /**
     * Lets the generation now in force serve the connection.
     *
     * @return false when its listener takes no more requests
     */
    boolean renew() {
        Listener.Service now = listener.service();
        if (now != service) {
            now.generation().enter();
            leave();
            service = now;
        }
        site = NamedSite.of(now.sites().apply(local), name);
        return !listener.isDraining();
    }

    /** Tells that the connection is about to be ended. */
    void onCut(Connection connection, Cut why) {
        listener.tell(connection.worker(), why);
    }

    /** The servers that serve the connection. */
    Site site() {
        return site;
    }

    /** Takes the name of the server that the client wants of this connection. */
    void name(String wanted) {
        name = wanted;
        site = NamedSite.of(site, wanted);
    }

    /** Tells what the connection does from now on. */
    void does(Connection connection, Activity now) {
        Activity before = activity;
        activity = now;
        switch (now) {
            case WAITING, READING -> connection.mayGo(asked);
            case WRITING -> {
                asked = true;
                connection.mustStay();
            }
            case CLOSED -> leave();
            default -> {}
        }
        listener.tell(connection.worker(), before, now);
    }

    /** No generation serves the connection for now. */
    void leave() {
        if (service != null) {
            service.generation().leave();
            service = null;
        }
    }

    /** Whether its listener takes no more requests. */
    boolean isDraining() {
        return listener.isDraining();
    }

    /** Whether the generation that serves the connection is not the one in force, or none is. */
    boolean isLeftBehind() {
        return listener.isDraining() || service != listener.service();
    }

    /** The time as a response tells it. */
    String date(Worker worker) {
        return listener.date(worker.wallMillis());
    }

    boolean isOlderThan(Generation current) {
        return service != null && service.generation().isBefore(current);
    }
}
