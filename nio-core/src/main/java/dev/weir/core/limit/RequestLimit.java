package dev.weir.core.limit;

import dev.weir.core.http.AttachmentKey;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.Gate;
import dev.weir.core.http.HttpFault;
import dev.weir.core.http.Severity;
import dev.weir.core.limit.Buckets.Bucket;
import dev.weir.core.limit.Buckets.Look;
import dev.weir.core.loop.Timer;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code limit_req}: holds requests back that come faster than the rates of its zones, and refuses those beyond their
 * bursts. A refused request counts under no zone.
 *
 * <p>An exchange is judged once: in the first location with limits that it comes to. Source: nginx,
 * ngx_http_limit_req_module. Thread: worker.
 */
public final class RequestLimit implements Gate {
    private static final Logger LOG = LoggerFactory.getLogger(RequestLimit.class);
    private static final int LONGEST_KEY = 65_535;
    static final AttachmentKey<String> STATUS = AttachmentKey.shared();

    private final List<Limit> limits;
    private final LimitPolicy policy;
    private final Severity delayLevel;

    /**
     * Where requests of each value of a key are counted.
     *
     * @param name for the log
     * @param key an empty value is not limited
     * @param rate thousandths of a request in a second
     */
    public record Zone(String name, Function<Exchange, String> key, long rate, LimitZones.Memory memory) {}

    /**
     * One limit.
     *
     * @param burst how many requests may come ahead of the rate
     * @param undelayed how many of them are not held back; -1 when none ever is
     */
    public record Limit(Zone zone, int burst, int undelayed) {
        private boolean delays(long excess) {
            return undelayed >= 0 && excess > undelayed * Buckets.REQUEST;
        }

        private long delayMillis(long excess) {
            return delays(excess) ? (excess - undelayed * Buckets.REQUEST) * 1000 / zone.rate : 0;
        }

        private Buckets buckets() {
            return zone.memory.buckets();
        }
    }

    /** The longest delay that a limit asks for. */
    private record Delay(long millis, long excess, Limit limit) {}

    public RequestLimit(List<Limit> limits, LimitPolicy policy) {
        this.limits = List.copyOf(limits);
        this.policy = policy;
        this.delayLevel = policy.level().milder();
    }

    @Override
    public Phase phase() {
        return Phase.RATE;
    }

    @Override
    public boolean admit(Exchange exchange) {
        if (exchange.attachment(STATUS) != null) {
            return true;
        }
        long now = exchange.worker().nanos();
        Bucket[] held = new Bucket[limits.size()];
        Delay delay = null;
        boolean limited = false;
        for (int i = 0; i < held.length; i++) {
            Limit limit = limits.get(i);
            String key = limit.zone.key.apply(exchange);
            if (key.isEmpty() || isTooLong(key, exchange)) {
                continue;
            }
            limited = true;
            boolean last = i == held.length - 1;
            Look look = limit.buckets().look(key, limit.zone.rate, limit.burst * Buckets.REQUEST, now, last);
            if (look.bucket() == null) {
                release(held);
                return refuse(exchange, limit, look.excess());
            }
            if (last) {
                delay = new Delay(limit.delayMillis(look.excess()), look.excess(), limit);
            } else {
                held[i] = look.bucket();
            }
        }
        return !limited || pass(exchange, charge(held, now, delay));
    }

    private static boolean isTooLong(String key, Exchange exchange) {
        if (key.length() <= LONGEST_KEY) {
            return false;
        }
        HttpFault.tell(LOG, Severity.ERROR, exchange, "the value of a limit_req key is more than 65535 bytes");
        return true;
    }

    private void release(Bucket[] held) {
        for (int i = 0; i < held.length; i++) {
            if (held[i] != null) {
                limits.get(i).buckets().release(held[i]);
            }
        }
    }

    private Delay charge(Bucket[] held, long now, Delay ofLast) {
        Delay longest = ofLast;
        for (int i = held.length - 1; i >= 0; i--) {
            if (held[i] == null) {
                continue;
            }
            Limit limit = limits.get(i);
            long excess = limit.buckets().charge(held[i], limit.zone.rate, now);
            long millis = limit.delayMillis(excess);
            if (longest == null || millis > longest.millis) {
                longest = new Delay(millis, excess, limit);
            }
        }
        return longest;
    }

    private boolean pass(Exchange exchange, Delay delay) {
        if (delay.millis == 0) {
            exchange.attach(STATUS, "PASSED");
            return true;
        }
        HttpFault.tell(
                LOG,
                delayLevel,
                exchange,
                "delaying request" + policy.remark(", dry run") + ", excess: " + decimal(delay.excess) + ", by zone \""
                        + delay.limit.zone.name + "\"");
        exchange.attach(STATUS, policy.dryRun() ? "DELAYED_DRY_RUN" : "DELAYED");
        if (policy.dryRun()) {
            return true;
        }
        Timer timer = new Timer(exchange::admitted);
        exchange.onAbort(() -> exchange.worker().disarm(timer));
        exchange.worker().arm(timer, delay.millis * 1_000_000);
        return false;
    }

    private boolean refuse(Exchange exchange, Limit limit, long excess) {
        HttpFault.tell(
                LOG,
                policy.level(),
                exchange,
                "limiting requests" + policy.remark(", dry run") + ", excess: " + decimal(excess) + " by zone \""
                        + limit.zone.name + "\"");
        exchange.attach(STATUS, policy.dryRun() ? "REJECTED_DRY_RUN" : "REJECTED");
        if (policy.dryRun()) {
            return true;
        }
        exchange.error(policy.status());
        return false;
    }

    private static String decimal(long thousandths) {
        String digits = Long.toString(1000 + thousandths % 1000);
        return thousandths / 1000 + "." + digits.substring(1);
    }
}
