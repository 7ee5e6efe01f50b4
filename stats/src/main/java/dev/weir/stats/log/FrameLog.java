package dev.weir.stats.log;

import dev.weir.core.variable.Template;
import dev.weir.core.ws.FrameTap;
import dev.weir.core.ws.TapPair;
import dev.weir.core.ws.WsSession;
import java.util.ArrayList;
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
     * @param progress from time to time
     */
    record Formats(LogFormat open, LogFormat close, Format frame, Format client, Format server, LogFormat progress) {

        /** For a connection of which only the end is told, if anything. */
        Formats onlyClose() {
            return new Formats(null, close, null, null, null, null);
        }
    }

    /**
     * What is logged of all that could be.
     *
     * @param sample which connections
     * @param progressNanos time between progress lines; 0 for none
     */
    record Extent(Sample sample, long progressNanos) {}

    private final LogDispatcher dispatcher;
    private final Formats formats;
    private final List<LogTarget> targets;
    private final Extent extent;

    FrameLog(LogDispatcher dispatcher, Formats formats, List<LogTarget> targets, Extent extent) {
        this.dispatcher = dispatcher;
        this.formats = formats;
        this.targets = targets;
        this.extent = extent;
    }

    @Override
    public FrameTap open(WsSession session) {
        boolean whole = extent.sample.takes(session.exchange().connection().id());
        List<ConnectionLog> logs = logs(session, whole ? formats : formats.onlyClose());
        if (whole && extent.progressNanos > 0 && formats.progress != null && !logs.isEmpty()) {
            ProgressTimer timer = new ProgressTimer(session, extent.progressNanos, logs);
            logs.get(0).with(timer);
            timer.arm();
        }
        FrameTap all = null;
        for (ConnectionLog log : logs) {
            FrameTap tap = whole ? log : Sample.onlyAbnormal(log);
            all = all == null ? tap : new TapPair(all, tap);
        }
        return all;
    }

    private List<ConnectionLog> logs(WsSession session, Formats told) {
        List<ConnectionLog> logs = new ArrayList<>(targets.size());
        for (LogTarget target : targets) {
            if (target.isLive() || target.admits(session.exchange())) {
                logs.add(new ConnectionLog(dispatcher, told, target, session));
            }
        }
        return logs;
    }
}
