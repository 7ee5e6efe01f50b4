package dev.weir.proxy.dns;

import java.net.InetAddress;
import java.util.List;

/**
 * Where the servers of a name are, or those of a service of it.
 *
 * @param places empty when there are none
 * @param code why there are none, as with {@link Answer}; 0 when there are some
 * @param untilNanos when to look again; a reading of the clock
 */
public record Located(List<Place> places, int code, long untilNanos) {

    /**
     * One of them.
     *
     * @param port 0 where the name was looked up for its addresses alone
     * @param target the host that a service names; null for none
     * @param priority of a service: those with the smallest come first
     * @param weight of a service; else 1
     */
    public record Place(InetAddress address, int port, String target, int priority, int weight) {}

    public Located {
        places = List.copyOf(places);
    }

    /** Whether somebody who knows has said that there is nothing. */
    public boolean isNowhere() {
        return code == DnsResponse.NO_SUCH_NAME;
    }

    /** As {@link Answer#reason}. */
    public String reason() {
        return Answer.failed(code, untilNanos).reason();
    }
}
