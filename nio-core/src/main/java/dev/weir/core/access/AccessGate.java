package dev.weir.core.access;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.Gate;
import dev.weir.core.http.Headers;
import dev.weir.core.http.HttpFault;
import dev.weir.core.http.Severity;
import dev.weir.core.loop.Timer;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks all access rules of a location in turn: with {@code satisfy all} the first refusal stands, with
 * {@code satisfy any} the first consent, and 401 goes before 403.
 *
 * <p>Source: nginx, {@code satisfy} and {@code auth_delay} of ngx_http_core_module. Thread: worker.
 */
public final class AccessGate implements Gate {
    private static final Logger LOG = LoggerFactory.getLogger(AccessGate.class);

    private final List<AccessRule> rules;
    private final boolean any;
    private final long delayNanos;

    /**
     * @param any whether one rule's consent is enough
     * @param delay how long a 401 is kept back; zero for not at all
     */
    public AccessGate(List<AccessRule> rules, boolean any, Duration delay) {
        this.rules = List.copyOf(rules);
        this.any = any;
        this.delayNanos = delay.toNanos();
    }

    @Override
    public Phase phase() {
        return Phase.ACCESS;
    }

    @Override
    public boolean admit(Exchange exchange) {
        Hearing hearing = new Hearing(exchange);
        hearing.goOn();
        return hearing.admitted;
    }

    /** One exchange before the rules. */
    private final class Hearing {
        private final Exchange exchange;
        private int asked;
        private Verdict refusal;
        private boolean waits;
        private boolean gone;
        private boolean admitted;

        Hearing(Exchange exchange) {
            this.exchange = exchange;
        }

        private void goOn() {
            while (asked < rules.size()) {
                Verdict verdict = rules.get(asked++).judge(exchange, this::onLater);
                if (verdict.kind() == Verdict.Kind.LATER) {
                    waits = true;
                    exchange.onAbort(() -> gone = true);
                    return;
                }
                if (settles(verdict)) {
                    return;
                }
            }
            decide();
        }

        private void onLater(Verdict verdict) {
            if (gone || exchange.isOver()) {
                return;
            }
            exchange.onAbort(null);
            exchange.connection().guarded(() -> {
                if (!settles(verdict)) {
                    goOn();
                }
            });
        }

        /** Weighs a verdict; true when nobody else need be asked. */
        private boolean settles(Verdict verdict) {
            if (verdict.kind() == Verdict.Kind.ALLOWED && any) {
                refusal = null;
                pass();
                return true;
            }
            if (verdict.kind() != Verdict.Kind.REFUSED) {
                return false;
            }
            if (refusal == null || refusal.status() != 401) {
                refusal = verdict;
            } else if (verdict.status() == 401) {
                refusal = refusal.and(verdict);
            }
            if (any && !verdict.isFinal()) {
                return false;
            }
            refusal = verdict;
            decide();
            return true;
        }

        private void decide() {
            if (refusal == null) {
                pass();
            } else if (refusal.status() == 401 && delayNanos > 0) {
                delay();
            } else {
                refuse();
            }
        }

        private void pass() {
            if (waits) {
                exchange.admitted();
            } else {
                admitted = true;
            }
        }

        private void delay() {
            HttpFault.tell(LOG, Severity.INFO, exchange, "delaying unauthorized request");
            Timer timer = new Timer(() -> exchange.connection().guarded(() -> {
                exchange.onAbort(null);
                refuse();
            }));
            exchange.onAbort(() -> exchange.worker().disarm(timer));
            exchange.worker().arm(timer, delayNanos);
        }

        private void refuse() {
            if (refusal.reason() != null) {
                HttpFault.tell(LOG, Severity.ERROR, exchange, refusal.reason());
            }
            exchange.drop("WWW-Authenticate");
            Headers.Builder challenges = Headers.builder();
            refusal.challenges().forEach(challenge -> challenges.add("WWW-Authenticate", challenge));
            exchange.carrying().addAll(challenges.build());
            exchange.error(refusal.status());
        }
    }
}
