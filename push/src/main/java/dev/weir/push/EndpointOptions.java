package dev.weir.push;

import dev.weir.core.http.Location;
import dev.weir.core.ws.WsOptions;
import java.time.Duration;

/**
 * What an endpoint obeys at one location.
 *
 * <p>Thread: any; immutable.
 *
 * @param pingNanos silence of the client after which it is pinged; 0 never
 * @param pongNanos longest wait for a pong; 0 for no limit of its own
 * @param idleNanos longest silence in both directions; 0 for no limit
 * @param sendNanos longest time in which the client takes no byte
 * @param mostMessageBytes of a client's message; 0 for no limit
 * @param queue how much may wait for the client; its policy is told
 * @param rate how much the client may send
 * @param deflating what is agreed about compression
 */
record EndpointOptions(
        long pingNanos,
        long pongNanos,
        long idleNanos,
        long sendNanos,
        long mostMessageBytes,
        WsOptions.SendQueue queue,
        WsOptions.Rate rate,
        Deflating deflating) {
    private static final long MOST_MESSAGE_BYTES = 1024 * 1024;

    /** For who keeps whole messages: where there is no limit, this one. */
    EndpointOptions gathering(long mostBytes) {
        return new EndpointOptions(
                pingNanos,
                pongNanos,
                idleNanos,
                sendNanos,
                mostMessageBytes == 0 ? mostBytes : mostMessageBytes,
                queue,
                rate,
                deflating);
    }

    /** Where the operator says nothing in {@code ws_*} directives, and what no such directive says. */
    record Defaults(Duration ping, Duration idle, WsOptions.Full full, Deflating deflating) {

        /** With what the location demands. */
        EndpointOptions at(Location location) {
            WsOptions said = location.webSocket();
            WsOptions.Ping pings = said.ping();
            boolean own = pings != null && pings.client();
            Duration silence = said.idleTimeout() != null ? said.idleTimeout() : idle;
            return new EndpointOptions(
                    own ? pings.interval().toNanos() : ping.toNanos(),
                    own ? pings.timeout().toNanos() : 0,
                    silence.toNanos(),
                    location.options().sendTimeout().toNanos(),
                    said.messageSize().client(MOST_MESSAGE_BYTES),
                    new WsOptions.SendQueue(
                            said.sendQueue().bytes(), said.sendQueue().full(full)),
                    said.rate(),
                    deflating);
        }
    }
}
