package dev.weir.stats.log;

import dev.weir.core.http.Exchange;
import dev.weir.core.loop.Worker;
import dev.weir.core.ws.FrameFacts;
import dev.weir.core.ws.FrameTap;
import dev.weir.core.ws.SessionFacts;
import dev.weir.core.ws.Side;
import dev.weir.core.ws.WsEnd;
import dev.weir.core.ws.WsSession;

/**
 * The producer: puts the events of one connection into the ring, for one log. A frame costs a claim, a few numbers and
 * a publication; it makes no object unless its format names something that must be resolved at that moment.
 *
 * <p>Thread: worker.
 */
final class ConnectionLog implements FrameTap {
    private final LogDispatcher dispatcher;
    private final LogTarget target;
    private final boolean live;
    private final LogFormat close;
    private final LogFormat progress;
    private final Line frame;
    private final Line client;
    private final Line server;
    private final Worker worker;

    /** Set on one log of the connection, which stops it. */
    private ProgressTimer timer;

    /** A format on this connection: in the writer's form, or in the worker's when that is null. */
    private record Line(FrameLine byWriter, LogFormat byWorker, boolean totals) {}

    ConnectionLog(LogDispatcher dispatcher, FrameLog.Formats formats, LogTarget target, WsSession session) {
        Exchange exchange = session.exchange();
        this.dispatcher = dispatcher;
        this.target = target;
        this.live = target.isLive();
        this.close = formats.close();
        this.progress = formats.progress();
        this.frame = line(formats.frame(), exchange);
        this.client = line(formats.client(), exchange);
        this.server = line(formats.server(), exchange);
        this.worker = exchange.worker();
        if (formats.open() != null) {
            finished(formats.open(), exchange);
        }
    }

    /** Takes care of the timer of this connection's logs. */
    void with(ProgressTimer progressTimer) {
        timer = progressTimer;
    }

    private Line line(FrameLog.Format format, Exchange exchange) {
        if (format == null) {
            return null;
        }
        FrameFormat byWriter = format.byWriter();
        return byWriter == null || live
                ? new Line(null, format.byWorker(), false)
                : new Line(byWriter.open(exchange, target.file()), null, byWriter.needsTotals());
    }

    @Override
    public void onFrame(WsSession session, Side from, FrameFacts facts) {
        if (frame != null) {
            log(frame, facts.opcode, session, from, facts);
        }
        if (facts.messageLength >= 0) {
            Line message = from == Side.CLIENT ? client : server;
            if (message != null) {
                log(message, facts.messageOpcode, session, from, facts);
            }
        }
    }

    /** It is time for a line about what has passed so far. */
    void onProgress(WsSession session) {
        finished(progress, session.exchange());
    }

    @Override
    public void onClose(WsSession session, WsEnd end) {
        if (timer != null) {
            timer.disarm();
        }
        if (close != null) {
            finished(close, session.exchange());
        }
    }

    private void log(Line line, int opcode, WsSession session, Side from, FrameFacts facts) {
        if (line.byWriter == null) {
            rendered(line.byWorker, opcode, session, facts);
            return;
        }
        long sequence = dispatcher.claim(target.file(), target.drop());
        if (sequence < 0) {
            return;
        }
        SessionFacts connection = session.facts();
        FrameEvent slot = dispatcher.slot(sequence);
        slot.line = line.byWriter;
        slot.opcode = opcode;
        slot.fin = facts.fin;
        slot.fromClient = from == Side.CLIENT;
        slot.payloadSize = facts.payloadLength;
        slot.messageSize = facts.messageLength;
        slot.wallMillis = worker.wallMillis();
        slot.ageNanos = worker.nanos() - connection.openedNanos;
        if (line.totals) {
            slot.totals(session);
        }
        dispatcher.publish(sequence);
    }

    /** {@code $ws_opcode} of a message is that of its first frame, so the facts say so while the line is made. */
    private void rendered(LogFormat format, int opcode, WsSession session, FrameFacts facts) {
        int own = facts.opcode;
        facts.opcode = opcode;
        try {
            finished(format, session.exchange());
        } finally {
            facts.opcode = own;
        }
    }

    private void finished(LogFormat format, Exchange exchange) {
        if (!live || target.admits(exchange)) {
            target.write(dispatcher, format.render(exchange), exchange);
        }
    }
}
