package dev.weir.push;

import dev.weir.core.http.Headers;
import dev.weir.core.ws.CloseCode;
import dev.weir.core.ws.Opcode;
import dev.weir.core.ws.PushTap.HookEvent;
import dev.weir.core.ws.PushTap.HookResult;
import dev.weir.core.ws.Utf8Validator;
import dev.weir.core.ws.WsEnd;
import dev.weir.core.ws.WsSession;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one client says on its way to the message hook: in order, one call at a time, and then the end.
 *
 * <pre>
 *   onMessage ──▶ waiting ──▶ the one under way ──answer──▶ back to the client
 *                    │ too many: reading pauses
 *   onEnd ──────────▶ after the last of them: the disconnect call
 * </pre>
 *
 * <p>Thread: worker.
 */
final class HookQueue implements HookCall.Ending {
    private static final Logger LOG = LoggerFactory.getLogger(HookQueue.class);
    private static final String TEXT_TYPE = "text/plain; charset=utf-8";

    /** Messages that may wait; those that were read together with the last one come on top. */
    static final int MOST_WAITING = 16;

    private final Hooks hooks;
    private final WsSession session;
    private final String id;
    private final Talker talker;
    private final long mostBytes;
    private final HookLane lane;
    private final ArrayDeque<Message> waiting = new ArrayDeque<>(0);
    private long waitingBytes;
    private Message underWay;
    private boolean paused;
    private boolean ended;
    private String farewell;

    /** The client's connection. Thread: worker. */
    interface Talker {
        /**
         * Sends a message, {@link Opcode#TEXT} that is UTF-8 or {@link Opcode#BINARY}.
         *
         * @param taken runs, at once or later, when it has been queued or never will be
         */
        void reply(int opcode, byte[] body, Runnable taken);

        /** Reads nothing more from the client. */
        void pauseReading();

        /** Reads again. */
        void resumeReading();
    }

    private record Message(int opcode, byte[] body) {}

    HookQueue(Hooks hooks, WsSession session, String id, Talker talker, long mostBytes) {
        this.hooks = hooks;
        this.session = session;
        this.id = id;
        this.talker = talker;
        this.mostBytes = mostBytes;
        this.lane = hooks.message() == null
                ? null
                : hooks.message().lanes().of(session.exchange().worker());
    }

    // --- from the client

    /** A whole message, where there is a message hook; {@code body} is the queue's from now on. */
    void onMessage(int opcode, byte[] body) {
        if (ended) {
            return;
        }
        lane.hold(body.length);
        waiting.addLast(new Message(opcode, body));
        waitingBytes += body.length;
        next();
        if (!paused && isFull()) {
            paused = true;
            talker.pauseReading();
        }
    }

    private boolean isFull() {
        return !waiting.isEmpty() && (waiting.size() >= MOST_WAITING || waitingBytes >= mostBytes || lane.isFull());
    }

    private void next() {
        if (underWay != null) {
            return;
        }
        underWay = waiting.pollFirst();
        if (underWay != null) {
            waitingBytes -= underWay.body.length;
            String type = underWay.opcode == Opcode.BINARY ? MessageType.BINARY : TEXT_TYPE;
            Headers fields =
                    hooks.message().fields(id).add("Content-Type", type).build();
            hooks.message().call(session.exchange(), fields, underWay.body, this);
        } else if (farewell != null) {
            String last = farewell;
            farewell = null;
            new DisconnectCall(hooks.disconnect(), session.exchange(), id).start(last);
        }
    }

    // --- from the backend

    @Override
    public HookResult onAnswer(int status, Headers headers, byte[] body) {
        int opcode = MessageType.isBinary(headers) ? Opcode.BINARY : Opcode.TEXT;
        HookResult result = judge(status, opcode, body);
        if (result == HookResult.OK && status == 200 && body.length > 0 && !ended) {
            talker.reply(opcode, body, this::finish);
        } else {
            finish();
        }
        return result;
    }

    private HookResult judge(int status, int opcode, byte[] body) {
        if (!Hook.isFine(status)) {
            LOG.info(
                    "*{} the message hook answered {} for {}",
                    session.exchange().connection().id(),
                    status,
                    Hook.shortened(id));
            return HookResult.REFUSED;
        }
        if (status == 200 && opcode == Opcode.TEXT && !isUtf8(body)) {
            complain("the answer is not UTF-8");
            return HookResult.FAILED;
        }
        return HookResult.OK;
    }

    private static boolean isUtf8(byte[] body) {
        Utf8Validator validator = new Utf8Validator();
        return validator.accept(ByteBuffer.wrap(body)) && validator.isComplete();
    }

    @Override
    public void onFailure(int status, String problem) {
        complain(problem);
        finish();
    }

    private void complain(String problem) {
        LOG.error("*{} message hook for {}: {}", session.exchange().connection().id(), Hook.shortened(id), problem);
    }

    private void finish() {
        lane.free(underWay.body.length);
        underWay = null;
        next();
        if (paused && !ended && isRelieved()) {
            paused = false;
            talker.resumeReading();
        }
    }

    private boolean isRelieved() {
        return !isFull() && waiting.size() <= MOST_WAITING / 2 && waitingBytes <= mostBytes / 2;
    }

    // --- the end

    /** The connection has ended; what waits is still delivered, unless too much waits on this worker already. */
    void onEnd() {
        if (ended) {
            return;
        }
        ended = true;
        WsEnd end = session.facts().end;
        if (end == null) {
            end = new WsEnd(WsEnd.By.GATEWAY, CloseCode.ABNORMAL, WsEnd.Cause.ERROR, 0, 0);
        }
        farewell = DisconnectCall.json(
                id, session.facts(), end, session.exchange().worker().nanos());
        if (lane != null && lane.isFull()) {
            drop();
        }
        next();
    }

    private void drop() {
        if (!waiting.isEmpty()) {
            complain(waiting.size() + " messages are not delivered, since too many wait");
        }
        for (Message message : waiting) {
            lane.free(message.body.length);
            hooks.message().tap().onHook(session.exchange().worker().index(), HookEvent.MESSAGE, HookResult.DROPPED);
        }
        waiting.clear();
        waitingBytes = 0;
    }
}
