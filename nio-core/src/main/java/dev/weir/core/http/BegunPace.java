package dev.weir.core.http;

import dev.weir.core.ws.SessionFacts;
import java.time.Duration;

/**
 * Whether the client of a WebSocket goes on fast enough with the frame, or the message, that it has begun
 * ({@code client_min_rate}). It is looked at when the connection's timer fires, so bytes cost nothing.
 *
 * <p>Thread: worker.
 */
public final class BegunPace {
    private final LeastRate rate;
    private final Duration timeout;
    private final Stamina stamina = new Stamina();
    private long ended = -1;

    public BegunPace(HttpOptions options) {
        this(options.connection().leastRate(), options.bodyTimeout());
    }

    BegunPace(LeastRate rate, Duration timeout) {
        this.rate = rate;
        this.timeout = timeout;
    }

    /**
     * Whether it has been too slow, which the statistics are told of then.
     *
     * @param due what {@link #due} says
     */
    public boolean isOver(Exchange exchange, long due) {
        boolean over = due != Long.MAX_VALUE && due - exchange.worker().nanos() <= 0;
        if (over) {
            exchange.onCut(Cut.MIN_RATE);
        }
        return over;
    }

    /**
     * When it will have been too slow; {@link Long#MAX_VALUE} when nothing is awaited.
     *
     * @param isBegun whether something has begun that has not ended, and is read
     * @param ends how many of them have ended so far
     */
    public long due(boolean isBegun, long ends, SessionFacts facts, long nowNanos) {
        if (!isBegun || ends != ended) {
            stamina.rest();
            ended = ends;
        }
        return isBegun ? stamina.due(rate, timeout, facts.bytesIn, nowNanos) : Long.MAX_VALUE;
    }
}
