package dev.weir.stats.log;

import dev.weir.core.variable.Template;
import dev.weir.core.ws.FrameTap;
import dev.weir.core.ws.TapPair;
import dev.weir.core.ws.WsSession;
import java.util.List;

/**
 * The WebSocket logs of one location: what is printed at which event, and where.
 *
 * <p>Thread: any; immutable; {@link #open} that of the connection's worker.
 */
final class FrameLog implements FrameTap.Factory {

    /**
     * One event's format in both forms.
     *
     * @param byWriter for the log thread; null when only the worker can render it
     * @param byWorker for the worker
     */
    record Format(FrameFormat byWriter, LogFormat byWorker) {
        static Format of(Template template, Escape escape) {
            return new Format(FrameFormat.of(template, escape), new LogFormat(template, escape));
        }
    }

    /**
     * The formats in effect; null for an event that is not logged.
     *
     * @param open when a connection has opened
     * @param close when it has ended
     * @param frame for each frame
     * @param client for each complete message of the client
     * @param server for each complete message of the upstream
     */
    record Formats(LogFormat open, LogFormat close, Format frame, Format client, Format server) {}

    private final LogDispatcher dispatcher;
    private final Formats formats;
    private final List<LogTarget> targets;

    FrameLog(LogDispatcher dispatcher, Formats formats, List<LogTarget> targets) {
        this.dispatcher = dispatcher;
        this.formats = formats;
        this.targets = targets;
    }

    @Override
    public FrameTap open(WsSession session) {
        FrameTap all = null;
        for (LogTarget target : targets) {
            if (target.isLive() || target.admits(session.exchange())) {
                FrameTap tap = new ConnectionLog(dispatcher, formats, target, session);
                all = all == null ? tap : new TapPair(all, tap);
            }
        }
        return all;
    }
}
