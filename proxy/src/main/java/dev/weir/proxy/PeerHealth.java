package dev.weir.proxy;

/**
 * What is known of a peer from requests that went there: nginx's passive checks and the state of its weighted round
 * robin.
 *
 * <p>Thread: any, under the lock of its upstream ({@link Walk}).
 */
final class PeerHealth {
    int connections;
    int currentWeight;
    int effectiveWeight;
    private int fails;
    /** When it failed last. */
    private long accessedNanos;
    /** When it failed last, or was tried again after that. */
    private long checkedNanos;

    PeerHealth(int weight) {
        this.effectiveWeight = weight;
    }

    /** Whether a request may go there now that is bound to it, or to none where that is open to all. */
    boolean isUsable(Peer.Settings settings, long nowNanos) {
        boolean failed = settings.maxFails() > 0
                && fails >= settings.maxFails()
                && nowNanos - checkedNanos <= settings.failTimeoutNanos();
        boolean full = settings.maxConns() > 0 && connections >= settings.maxConns();
        return !settings.down() && !failed && !full;
    }

    /** One turn of the smooth weighted round robin. */
    void gainWeight(Peer.Settings settings) {
        currentWeight += effectiveWeight;
        if (effectiveWeight < settings.weight()) {
            effectiveWeight++;
        }
    }

    void onChosen(Peer.Settings settings, long nowNanos) {
        connections++;
        if (nowNanos - checkedNanos > settings.failTimeoutNanos()) {
            checkedNanos = nowNanos;
        }
    }

    /** @return whether it is unavailable from now on */
    boolean onFailed(Peer.Settings settings, long nowNanos) {
        fails++;
        accessedNanos = nowNanos;
        checkedNanos = nowNanos;
        if (settings.maxFails() > 0) {
            effectiveWeight = Math.max(0, effectiveWeight - settings.weight() / settings.maxFails());
        }
        return settings.maxFails() > 0 && fails >= settings.maxFails();
    }

    /** It answered; a peer that was on trial is trusted again. */
    void onWorked() {
        if (accessedNanos - checkedNanos < 0) {
            fails = 0;
        }
    }
}
