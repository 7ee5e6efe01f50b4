package dev.weir.stats.log;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.ExchangeTap;
import java.util.List;

/**
 * Writes a line for each exchange that has ended; a WebSocket's when its connection has.
 *
 * <p>Thread: worker; immutable.
 */
final class AccessLog implements ExchangeTap {
    private final LogDispatcher dispatcher;
    private final List<Entry> entries;
    private final boolean hearsAsked;

    /** One log of a location and its format. */
    record Entry(LogTarget target, LogFormat format) {}

    /** @param hearsAsked {@code log_subrequest} */
    AccessLog(LogDispatcher dispatcher, List<Entry> entries, boolean hearsAsked) {
        this.dispatcher = dispatcher;
        this.entries = entries;
        this.hearsAsked = hearsAsked;
    }

    @Override
    public boolean hearsAsked() {
        return hearsAsked;
    }

    @Override
    public void onEnd(Exchange exchange) {
        for (Entry entry : entries) {
            LogTarget target = entry.target();
            if (target.admits(exchange)) {
                target.write(dispatcher, entry.format().render(exchange), exchange);
            }
        }
    }

    /** Lines that a buffer keeps, or that leave the machine, are nothing to wait for. */
    @Override
    public void whenWritten(Exchange exchange, Runnable action) {
        for (Entry entry : entries) {
            if (entry.target().isPrompt()) {
                dispatcher.whenWritten(exchange.worker(), action);
                return;
            }
        }
        action.run();
    }
}
