package dev.weir.proxy.dns;

import java.net.InetAddress;
import java.util.List;

/**
 * How the search for a name ended.
 *
 * @param addresses in the order in which they are to be tried; empty when there are none
 * @param services of a service: its hosts
 * @param code why there are none: RCODE of RFC 1035, or 110 when nobody answered in time; 0 when there are some
 * @param untilNanos how long it holds; a reading of the clock
 */
public record Answer(List<InetAddress> addresses, List<Srv> services, int code, long untilNanos) {
    static final int TIMED_OUT = 110;

    /** Addresses that are known, or none, which means that there is no such name. */
    public static Answer of(List<InetAddress> addresses) {
        return new Answer(addresses, List.of(), addresses.isEmpty() ? DnsResponse.NO_SUCH_NAME : 0, 0);
    }

    static Answer failed(int code, long untilNanos) {
        return new Answer(List.of(), List.of(), code, untilNanos);
    }

    /** The code and its meaning, in nginx's words. */
    public String reason() {
        String meaning = switch (code) {
            case DnsResponse.FORMAT_ERROR -> "Format error";
            case DnsResponse.SERVER_FAILURE -> "Server failure";
            case DnsResponse.NO_SUCH_NAME -> "Host not found";
            case 4 -> "Unimplemented";
            case DnsResponse.REFUSED -> "Operation refused";
            case TIMED_OUT -> "Operation timed out";
            default -> "Unknown error";
        };
        return code + ": " + meaning;
    }
}
