package dev.weir.core.http;

import dev.weir.core.loop.Connection;
import java.time.Duration;

/**
 * How long a location's client connections live, and how they end; nginx's directives of the same names.
 *
 * @param keepaliveTime age after which a connection takes no further request
 * @param keepsOldExplorer whether a POST of an Internet Explorer before 7 may keep it ({@code keepalive_disable msie6})
 * @param keepsSafari whether Safari on macOS may keep it
 * @param lingering when what a client still sends is read before the connection is closed
 * @param lingeringTime longest time for that
 * @param leastRate how fast clients must be
 */
public record ConnectionRules(
        Duration keepaliveTime,
        boolean keepsOldExplorer,
        boolean keepsSafari,
        Lingering lingering,
        Duration lingeringTime,
        LeastRate leastRate) {

    /** nginx's defaults. */
    public static final ConnectionRules DEFAULTS =
            new ConnectionRules(Duration.ofHours(1), false, true, Lingering.ON, Duration.ofSeconds(30), LeastRate.NONE);

    /** {@code lingering_close}. */
    public enum Lingering {
        /** Never. */
        OFF,
        /** When there may be something. */
        ON,
        /** Whenever the client has not ended its side. */
        ALWAYS
    }

    /** Whether a connection is too old for another request. */
    boolean isOver(Connection connection) {
        return connection.worker().nanos() - connection.openedNanos() > keepaliveTime.toNanos();
    }

    /** @param quiet whether nothing more is to be expected of the client */
    boolean lingers(boolean quiet) {
        return switch (lingering) {
            case OFF -> false;
            case ON -> !quiet;
            case ALWAYS -> true;
        };
    }

    /** Whether the client of a request is none of those that do not bear it. */
    boolean mayKeep(RequestHead head) {
        if (keepsOldExplorer && keepsSafari) {
            return true;
        }
        String agent = head.headers().first("User-Agent");
        return agent == null
                || (keepsOldExplorer || !head.method().equals("POST") || !isOldExplorer(agent))
                        && (keepsSafari || !isSafari(agent));
    }

    /** Versions 4 to 6, the last only before Windows XP's second service pack. */
    private static boolean isOldExplorer(String agent) {
        int at = agent.indexOf("MSIE ");
        if (at < 0 || at + 7 >= agent.length() || agent.charAt(at + 6) != '.') {
            return false;
        }
        char version = agent.charAt(at + 5);
        return version == '4' || version == '5' || version == '6' && agent.indexOf("SV1", at) < 0;
    }

    private static boolean isSafari(String agent) {
        return agent.contains("Safari/")
                && agent.contains("Mac OS X")
                && !agent.contains("Chrome/")
                && !agent.contains("Gecko/")
                && !agent.contains("Opera");
    }
}
