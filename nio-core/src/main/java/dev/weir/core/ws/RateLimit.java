package dev.weir.core.ws;

/**
 * What one client may send ({@code ws_limit_rate}): two token buckets, one of messages and one of bytes, full at the
 * start. What has come is taken in any case, if need be on credit, so that a message larger than the bucket passes too:
 * its client then waits the longer.
 *
 * <p>Counts in whole tokens and whole microseconds and carries what is left of both on, so that no rounding adds up
 * over the life of a connection. Thread: worker. Allocates nothing.
 */
public final class RateLimit {
    private final Bucket messages;
    private final Bucket bytes;

    /** @param nowNanos a reading of the clock by which {@link #take} is called */
    public RateLimit(WsOptions.Rate rate, long nowNanos) {
        messages = new Bucket(rate.messages(), nowNanos);
        bytes = new Bucket(rate.bytes(), nowNanos);
    }

    /**
     * Takes what has come.
     *
     * @param nowNanos not before that of the last call
     * @param count messages that have begun or ended, whichever the caller counts
     * @param size bytes
     * @return 0 when it is within the limits; else the nanoseconds until reading may go on, rounded up to microseconds
     */
    public long take(long nowNanos, int count, long size) {
        return Math.max(messages.take(nowNanos, count), bytes.take(nowNanos, size));
    }

    /** Thread: worker. */
    private static final class Bucket {
        private static final long NANOS = 1_000;

        private final long amount;
        private final long periodMicros;
        private final long burst;
        /** Below zero what is owed. */
        private long tokens;
        /** What has flowed in beyond {@link #tokens}, in parts of a token: 0 to {@code periodMicros - 1}. */
        private long parts;

        private long filledNanos;

        Bucket(WsOptions.Allowance allowance, long nowNanos) {
            amount = allowance.amount();
            periodMicros = allowance.period().toNanos() / NANOS;
            burst = allowance.burst();
            tokens = burst;
            filledNanos = nowNanos;
        }

        long take(long nowNanos, long wanted) {
            if (amount == 0) {
                return 0;
            }
            fill(nowNanos);
            tokens -= wanted;
            return tokens >= 0 ? 0 : waitMicros(-tokens) * NANOS - (nowNanos - filledNanos);
        }

        private void fill(long nowNanos) {
            long micros = (nowNanos - filledNanos) / NANOS;
            filledNanos += micros * NANOS;
            long periods = micros / periodMicros;
            if (periods > (burst - tokens) / amount) {
                tokens = burst;
            } else {
                long inflow = micros % periodMicros * amount + parts;
                tokens += periods * amount + inflow / periodMicros;
                parts = inflow % periodMicros;
            }
            if (tokens >= burst) {
                tokens = burst;
                parts = 0;
            }
        }

        /** Until so many tokens have flowed in. */
        private long waitMicros(long owed) {
            long rest = owed % amount * periodMicros - parts;
            return owed / amount * periodMicros - Math.floorDiv(-rest, amount);
        }
    }
}
