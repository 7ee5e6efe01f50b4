package dev.weir.core.http;

import java.time.Duration;

/**
 * The settings of one location that HTTP itself obeys; nginx's directives of the same names.
 *
 * @param keepaliveTimeout how long an idle connection stays open; zero closes after each response
 * @param keepaliveHeader seconds for the {@code Keep-Alive} field; 0 sends none
 * @param keepaliveRequests most requests a connection
 * @param bodyTimeout longest silence while a body comes
 * @param sendTimeout longest time in which the client takes no byte
 * @param lingeringTimeout longest silence while what a client still sends is thrown away
 * @param maxBodySize most bytes of a request body; 0 for no limit
 * @param bodyBufferSize bytes of a body kept in memory before a file takes it
 * @param serverTokens whether responses tell Weir's version
 * @param tcpNoDelay whether small segments leave at once on a kept-alive connection
 * @param response how responses are made
 * @param bodyFiles when and where request bodies go to files
 * @param connection how long connections live
 */
public record HttpOptions(
        Duration keepaliveTimeout,
        int keepaliveHeader,
        int keepaliveRequests,
        Duration bodyTimeout,
        Duration sendTimeout,
        Duration lingeringTimeout,
        long maxBodySize,
        int bodyBufferSize,
        boolean serverTokens,
        boolean tcpNoDelay,
        ResponseOptions response,
        BodyFiles bodyFiles,
        ConnectionRules connection) {

    /** nginx's defaults. */
    public static final HttpOptions DEFAULTS = new HttpOptions(
            Duration.ofSeconds(75),
            0,
            1000,
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            1024 * 1024,
            16 * 1024,
            true,
            true,
            ResponseOptions.DEFAULTS,
            BodyFiles.DEFAULTS,
            ConnectionRules.DEFAULTS);
}
