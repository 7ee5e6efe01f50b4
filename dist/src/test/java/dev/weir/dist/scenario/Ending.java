package dev.weir.dist.scenario;

import java.util.Arrays;
import java.util.List;

/** How a {@link RandomSession} ends. */
enum Ending {
    CLIENT_CLOSE(true, "client close 1000"),
    UPSTREAM_CLOSE(true, "upstream close 1000"),
    CLIENT_RESET(true, "client reset 1006"),
    UPSTREAM_RESET(true, "upstream reset 1006"),
    /** The client ends its direction; the upstream goes on for a while. */
    CLIENT_HALF(true, "client eof 1006"),
    UPSTREAM_HALF(true, "upstream eof 1006"),
    /** As a half-close, but within a frame. */
    CLIENT_CUT(true, "client eof 1006"),
    UPSTREAM_CUT(true, "upstream eof 1006"),
    /** In the midst of all traffic, by {@code ws_connections}. */
    KILL(false, "gateway kill 1012"),
    /** In the midst of all traffic, by {@code ws_conn_age}. */
    AGE(false, "gateway age 4001"),
    /** In the midst of all traffic, perhaps within a frame. */
    CLIENT_WILD(false, null),
    UPSTREAM_WILD(false, null),
    /** With Weir as the server, and everything sent back. */
    ECHO_CLOSE(false, "client close 1000"),
    ECHO_KILL(false, "gateway kill 1012"),
    ECHO_WILD(false, null),
    /** By a frame that nobody may send, the rest of which nobody reads. */
    ECHO_WRONG(false, "gateway protocol 1002"),
    /** By a message that is too large, whichever is the first; what comes behind it nobody reads. */
    ECHO_LIMIT(false, "gateway limit 1009"),
    /** By silence. */
    IDLE(true, "gateway timeout 1006"),
    /** In the midst of all traffic, by the end of Weir. */
    STOP(false, "gateway shutdown 1001");

    /** Those that can happen while Weir lives. */
    static final List<Ending> ORDINARY =
            Arrays.stream(values()).filter(e -> e != STOP).toList();

    /** Whether both sides wait until all has come before they end. */
    final boolean quiet;

    /** Side, cause and code as the log has them; null when more than one is right. */
    final String told;

    Ending(boolean quiet, String told) {
        this.quiet = quiet;
        this.told = told;
    }

    /** Whether what is on its way may be lost, or is not read any more. */
    boolean isWild() {
        return switch (this) {
            case CLIENT_WILD, UPSTREAM_WILD, ECHO_WILD, ECHO_WRONG, ECHO_LIMIT, IDLE, STOP -> true;
            default -> false;
        };
    }

    /** Whether Weir says Close. */
    boolean isOfGateway() {
        return isKill() || this == AGE || this == STOP || this == ECHO_WRONG || this == ECHO_LIMIT;
    }

    boolean isCut() {
        return name().endsWith("CUT");
    }

    boolean isEcho() {
        return name().startsWith("ECHO");
    }

    boolean isKill() {
        return name().endsWith("KILL");
    }
}
