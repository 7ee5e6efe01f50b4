package dev.weir.core.limit;

import dev.weir.core.http.AttachmentKey;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.Gate;
import dev.weir.core.http.HttpFault;
import dev.weir.core.http.Severity;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code limit_conn}: takes a place under each of its zones for as long as the exchange lives, a WebSocket included.
 *
 * <p>An exchange is judged once: in the first location with limits that it comes to. Source: nginx,
 * ngx_http_limit_conn_module. Thread: worker.
 */
public final class ConnectionLimit implements Gate {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionLimit.class);
    private static final int LONGEST_KEY = 255;
    static final AttachmentKey<String> STATUS = AttachmentKey.shared();

    private final List<Zone> zones;
    private final LimitPolicy policy;

    /**
     * One limit.
     *
     * @param name of the zone, for the log
     * @param key each of its values has the limit for itself, an empty one has none
     * @param most how many may be there at once
     */
    public record Zone(String name, Function<Exchange, String> key, KeyedCounts counts, int most) {}

    public ConnectionLimit(List<Zone> zones, LimitPolicy policy) {
        this.zones = List.copyOf(zones);
        this.policy = policy;
    }

    @Override
    public Phase phase() {
        return Phase.PLACES;
    }

    @Override
    public boolean admit(Exchange exchange) {
        if (exchange.attachment(STATUS) != null) {
            return true;
        }
        String[] taken = new String[zones.size()];
        for (int i = 0; i < taken.length; i++) {
            Zone zone = zones.get(i);
            String key = zone.key.apply(exchange);
            if (key.isEmpty() || isTooLong(key, exchange)) {
                continue;
            }
            exchange.attach(STATUS, "PASSED");
            if (!zone.counts.take(key, zone.most)) {
                giveBack(taken);
                return refuse(exchange, zone);
            }
            taken[i] = key;
        }
        if (exchange.attachment(STATUS) != null) {
            exchange.onEnd(() -> giveBack(taken));
        }
        return true;
    }

    private static boolean isTooLong(String key, Exchange exchange) {
        if (key.length() <= LONGEST_KEY) {
            return false;
        }
        HttpFault.tell(LOG, Severity.ERROR, exchange, "the value of a limit_conn key is more than 255 bytes");
        return true;
    }

    private void giveBack(String[] taken) {
        for (int i = 0; i < taken.length; i++) {
            if (taken[i] != null) {
                zones.get(i).counts.give(taken[i]);
            }
        }
    }

    private boolean refuse(Exchange exchange, Zone zone) {
        HttpFault.tell(
                LOG,
                policy.level(),
                exchange,
                "limiting connections" + policy.remark(", dry run,") + " by zone \"" + zone.name + "\"");
        exchange.attach(STATUS, policy.dryRun() ? "REJECTED_DRY_RUN" : "REJECTED");
        if (policy.dryRun()) {
            return true;
        }
        exchange.error(policy.status());
        return false;
    }
}
