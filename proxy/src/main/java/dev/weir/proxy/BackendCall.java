package dev.weir.proxy;

import dev.weir.core.http.Backend;
import dev.weir.core.http.BodyFraming;
import dev.weir.core.http.BodyReader;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.HeadWriter;
import dev.weir.core.http.Headers;
import dev.weir.core.http.HttpFault;
import dev.weir.core.http.ResponseHead;
import dev.weir.core.loop.Timer;
import dev.weir.core.loop.Worker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request of Weir's own to a server or a group: tries servers, gathers the answer.
 *
 * <pre>
 *   begin ──▶ a try ──whole answer──▶ over (the caller hears it)
 *               │ ▲
 *               │ └── not sent yet, or an idle connection was closed already: another try
 *               └──error, too long, too late──▶ over (the caller hears a failure)
 * </pre>
 *
 * <p>Thread: worker.
 */
final class BackendCall implements UpstreamLeg.Owner, Backend.Call {
    private static final Logger LOG = LoggerFactory.getLogger(BackendCall.class);

    private final Place place;
    private final Exchange of;
    private final Worker worker;
    private final Backend.Caller caller;
    private final String method;
    private final byte[] bytes;
    private final Walk walk;
    private final Timer timer = new Timer(this::onTimeout);
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
    private Secured secured;
    private UpstreamLeg leg;
    private boolean peerHeld;
    private ResponseHead head;
    private boolean keeps;
    private boolean over;
    private boolean abandoned;

    /**
     * Where a backend is, and how it is asked.
     *
     * @param host the value of {@code Host}
     * @param uri the request target
     * @param options its read timeout is the longest time of a whole call
     * @param mostBytes of an answer's body
     * @param tls null for plain
     */
    record Place(Upstream upstream, String host, String uri, ProxyOptions options, int mostBytes, UpstreamTls tls) {
        /** What the error log says of where it is asked. */
        String shown(Peer peer) {
            return ", upstream: \"" + (tls == null ? "http://" : "https://") + peer.name() + uri + '"';
        }
    }

    private BackendCall(Place place, Exchange of, Backend.Request request, Backend.Caller caller) {
        this.place = place;
        this.of = of;
        this.worker = of.worker();
        this.caller = caller;
        this.method = request.method();
        this.bytes = bytes(request);
        this.walk = place.upstream.beginOwn(of);
    }

    static Backend.Call begin(Place place, Exchange of, Backend.Request request, Backend.Caller caller) {
        BackendCall call = new BackendCall(place, of, request, caller);
        call.worker.arm(call.timer, place.options.readTimeout().toNanos());
        try {
            call.start();
        } catch (RuntimeException e) {
            // The caller hears of it by this alone: its time must not run on and tell it again.
            call.finish();
            call.release(true);
            throw e;
        }
        return call;
    }

    private byte[] bytes(Backend.Request request) {
        Headers fields = Headers.builder()
                .addAll(request.headers())
                .set("Host", place.host)
                .set("Connection", keepsAny() ? "keep-alive" : "close")
                .set("Content-Length", Integer.toString(request.body().length))
                .build();
        byte[] first = HeadWriter.request(method, place.uri, 1, fields);
        byte[] all = Arrays.copyOf(first, first.length + request.body().length);
        System.arraycopy(request.body(), 0, all, first.length, request.body().length);
        return all;
    }

    private boolean keepsAny() {
        return place.upstream.keepAlive().connections() > 0;
    }

    // --- tries

    private void start() {
        try {
            secured = place.tls == null ? null : place.tls.secured(of, place.host);
            next();
        } catch (HttpFault e) {
            endLater(502, e.getMessage());
        }
    }

    private void next() {
        Peer peer = walk.next(worker.nanos());
        if (peer == null) {
            endLater(502, "no live upstreams in \"" + place.upstream.name() + "\"");
            return;
        }
        peerHeld = true;
        IdleConnections.Used used = place.upstream.idle(worker).take(peer.address(), secured);
        leg = leg(peer);
        if (used != null) {
            leg.reuse(used);
        } else {
            connect();
        }
    }

    /** Outside {@code $upstream_addr} and its like, which speak of the client's request. */
    private UpstreamLeg leg(Peer peer) {
        return new UpstreamLeg(this, place.options, peer, new UpstreamTrace.Try(peer.name(), worker.nanos()));
    }

    private void connect() {
        try {
            leg.connect(worker, null, secured);
        } catch (IOException e) {
            onFailure(NextReason.ERROR, Trouble.connecting(e));
        }
    }

    @Override
    public byte[] onConnected() {
        return bytes;
    }

    @Override
    public void onHeadSent(UpstreamLeg current) {
        current.noBody();
    }

    @Override
    public void onFailure(NextReason reason, String problem) {
        if (wasClosedWhileIdle(reason)) {
            leg = leg(leg.peer());
            connect();
            return;
        }
        String told = problem + place.shown(leg.peer());
        release(true);
        if (walk.tries() > 0 && place.options.next().contains(reason) && mayRepeat()) {
            LOG.warn("*{} {}; the next server is asked", of.connection().id(), told);
            next();
        } else {
            endLater(reason.status(), told);
        }
    }

    /** Then the server has not seen the request, and is asked again, over a new connection. */
    private boolean wasClosedWhileIdle(NextReason reason) {
        return leg.isReused() && reason == NextReason.ERROR && leg.trace().bytesReceived == 0;
    }

    private boolean mayRepeat() {
        boolean sent = leg.connection() != null && leg.trace().connectNanos >= 0;
        return !sent || NextReason.mayRepeat(method);
    }

    private void release(boolean failed) {
        if (peerHeld) {
            peerHeld = false;
            if (walk.release(leg.peer(), failed ? Walk.Ended.FAILED : Walk.Ended.SERVED, worker.nanos())) {
                LOG.warn(
                        "*{} upstream server {} temporarily disabled",
                        of.connection().id(),
                        leg.peer().name());
            }
        }
    }

    // --- the answer

    @Override
    public BodyReader onHead(ResponseHead received, ByteBuffer rest) {
        if (received.status() == 101) {
            refuse("upstream switched protocols unasked");
            return null;
        }
        try {
            BodyFraming framing = BodyFraming.ofResponse(received, method);
            if (framing instanceof BodyFraming.Length length && length.bytes() > place.mostBytes) {
                refuse(tooLong());
                return null;
            }
            head = received;
            keeps = IdleConnections.mayKeep(received, framing);
            return BodyReader.ofResponse(framing);
        } catch (HttpFault fault) {
            refuse(fault.getMessage());
            return null;
        }
    }

    private String tooLong() {
        return "upstream sent an answer longer than " + place.mostBytes + " bytes";
    }

    private void refuse(String problem) {
        leg.abandon();
        onFailure(NextReason.INVALID_HEADER, problem);
    }

    @Override
    public void onBody(ByteBuffer part) {
        if (over) {
            return;
        }
        if (answer.size() + part.remaining() > place.mostBytes) {
            refuse(tooLong());
            return;
        }
        byte[] copy = new byte[part.remaining()];
        part.get(copy);
        answer.writeBytes(copy);
    }

    @Override
    public boolean isCongested() {
        return false;
    }

    @Override
    public boolean keep(IdleConnections.Used used) {
        boolean wanted = keeps && keepsAny();
        if (wanted) {
            place.upstream.idle(worker).keep(used, leg.peer().address(), secured);
        }
        return wanted;
    }

    @Override
    public void onBodyEnd(boolean whole) {
        if (over) {
            // Its last bytes were those too many.
            return;
        }
        if (!whole) {
            onFailure(NextReason.INVALID_HEADER, "upstream ended its answer before it was complete");
            return;
        }
        release(false);
        finish();
        caller.onAnswer(head.status(), head.headers(), answer.toByteArray());
    }

    // --- the end

    private void onTimeout() {
        leg.abandon();
        release(true);
        endLater(
                504,
                "upstream timed out: no answer within "
                        + place.options.readTimeout().toMillis() + " ms" + place.shown(leg.peer()));
    }

    /** In a later turn, since the caller is not to hear of a call that it does not know yet. */
    private void endLater(int status, String problem) {
        finish();
        worker.post(() -> {
            if (!abandoned) {
                caller.onFailure(status, problem);
            }
        });
    }

    private void finish() {
        over = true;
        worker.disarm(timer);
    }

    @Override
    public void abandon() {
        abandoned = true;
        if (!over) {
            finish();
            leg.abandon();
            release(false);
        }
    }
}
