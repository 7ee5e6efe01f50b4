package dev.weir.push;

import dev.weir.core.http.Backend;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.Headers;
import dev.weir.core.loop.Worker;
import dev.weir.core.ws.PushTap.HookEvent;
import dev.weir.core.ws.PushTap.HookResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call of a hook.
 *
 * <pre>
 *   begin ──▶ WAITING ──a place is free──▶ UNDER_WAY ──answer, failure──▶ OVER
 *     │          └───────────── abandon ──────┴──────────────────────────▶ OVER
 *     └─ too many wait ──▶ OVER (counted as dropped)
 * </pre>
 *
 * <p>Thread: worker.
 */
final class HookCall implements Backend.Caller {
    private static final Logger LOG = LoggerFactory.getLogger(HookCall.class);

    private final Hook hook;
    private final Exchange of;
    private final Backend.Request request;
    private final Ending ending;
    private final HookLane lane;
    private State state = State.WAITING;
    private Backend.Call call;

    private enum State {
        WAITING,
        UNDER_WAY,
        OVER
    }

    /** Hears how a call ended; not at all when it was dropped or abandoned. Thread: worker. */
    interface Ending {
        /** Any answer. Tells what to count it as. */
        HookResult onAnswer(int status, Headers headers, byte[] body);

        /** None. */
        void onFailure(int status, String problem);
    }

    private HookCall(Hook hook, Exchange of, Backend.Request request, Ending ending) {
        this.hook = hook;
        this.of = of;
        this.request = request;
        this.ending = ending;
        this.lane = hook.lanes().of(of.worker());
    }

    /** Begins a call now, or as soon as not too many are under way. The ending is never heard before this returns. */
    static HookCall begin(Hook hook, Exchange of, Backend.Request request, Ending ending) {
        HookCall call = new HookCall(hook, of, request, ending);
        if (!call.lane.take(call)) {
            call.state = State.OVER;
            call.count(HookResult.DROPPED);
        }
        return call;
    }

    HookEvent event() {
        return hook.event();
    }

    Worker worker() {
        return of.worker();
    }

    /** Whether the backend may have heard of it. */
    boolean hasBegun() {
        return state != State.WAITING;
    }

    /** The lane has a place. */
    void start() {
        state = State.UNDER_WAY;
        try {
            call = hook.backend().call(of, request, this);
        } catch (RuntimeException e) {
            // The place must be given back, and whoever waits for an answer must hear that there is none.
            LOG.error("*{} internal error in a {} hook", of.connection().id(), HookFeature.word(event()), e);
            call = () -> {};
            worker().post(this::onFault);
        }
    }

    private void onFault() {
        if (state == State.UNDER_WAY) {
            onFailure(502, "internal error");
        }
    }

    /** Gives it up. */
    void abandon() {
        State before = state;
        state = State.OVER;
        if (before == State.WAITING) {
            lane.leave(this);
        } else if (before == State.UNDER_WAY) {
            call.abandon();
            lane.done(this);
            lane.onOver();
        }
    }

    @Override
    public void onAnswer(int status, Headers headers, byte[] body) {
        end(() -> count(ending.onAnswer(status, headers, body)));
    }

    @Override
    public void onFailure(int status, String problem) {
        count(HookResult.FAILED);
        end(() -> ending.onFailure(status, problem));
    }

    /** The place goes to who waits before the ending asks for another. */
    private void end(Runnable telling) {
        state = State.OVER;
        lane.done(this);
        try {
            telling.run();
        } finally {
            lane.onOver();
        }
    }

    private void count(HookResult result) {
        hook.tap().onHook(worker().index(), hook.event(), result);
    }
}
