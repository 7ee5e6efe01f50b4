package dev.weir.core.http;

import dev.weir.core.loop.Protocol;
import java.nio.ByteBuffer;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * One request and its response on a client connection: the facts, and the doors through which a handler answers.
 *
 * <p>Thread: worker, that of the connection.
 */
public final class Exchange extends RequestFacts {
    private final Exchange main;
    private final RequestBody body;
    private final Responder responder;
    private final Routing routing = new Routing(this);

    private int errorStatus;
    private int intended;
    private long endNanos;
    private boolean over;
    private boolean bodyBroken;
    private Captures captures;
    private CarriedFields carried;
    private ErrorAnswers errors;
    private Map<AttachmentKey<?>, Object> attachments;
    private Endings endings;
    private Runnable onAbort;

    Exchange(HttpProtocol protocol, RequestHead request, RequestTarget target, int requestNumber) throws HttpFault {
        super(protocol, request, target, requestNumber);
        this.main = null;
        this.body = new RequestBody(protocol, this);
        this.responder = new Responder(this, null, null);
    }

    /** One that is asked on behalf of another; {@code to} takes the body of the answer, if not null. */
    Exchange(Exchange main, Resource what, ResponseStream to, Runnable whenAnswered) {
        super(main, what);
        this.main = main;
        this.body = RequestBody.none(protocol(), this);
        this.responder = new Responder(this, to, whenAnswered);
        routing.enter(main.routing.askedHost(), main.server());
    }

    // --- facts of the request

    /** The host in lower case without port: of the target, else of {@code Host}, else the server's name. */
    public String host() {
        String asked = routing.askedHost();
        return asked != null ? asked : server().name();
    }

    public RequestBody body() {
        return body;
    }

    public VirtualServer server() {
        return routing.server();
    }

    /** Before one is found, the server's fallback. */
    public Location location() {
        return routing.location();
    }

    /** Its way to the location that answers, by which a handler sends it elsewhere. */
    public Routing routing() {
        return routing;
    }

    /** Clock reading when the response was complete (for a WebSocket: at the 101); that of now before that. */
    public long endNanos() {
        return endNanos != 0 ? endNanos : worker().nanos();
    }

    // --- facts of the response

    /** The status sent or about to be; 0 before that. */
    public int status() {
        return responder.status() != 0 ? responder.status() : intended != 0 ? intended : errorStatus;
    }

    /** The header fields sent; null before that. */
    public Headers sentHeaders() {
        return responder.sentHeaders();
    }

    public ResponseFacts response() {
        return responder;
    }

    /** Bytes of the response, head and chunk framing included, that the client's socket has taken. */
    public long bytesSent() {
        return responder.bytesSent();
    }

    /** {@link #bytesSent} without the head. */
    public long bodyBytesSent() {
        return responder.bodyBytesSent();
    }

    /** Whether the whole response has left. */
    public boolean isComplete() {
        return responder.isFinished() && connection().unsent() == 0;
    }

    /** Tells variables the status of an answer that is about to be made. */
    public void intend(int status) {
        intended = status;
    }

    /** The error that is being answered; 0 when there is none. */
    int errorStatus() {
        return errorStatus;
    }

    // --- attachments and captures

    @SuppressWarnings("unchecked")
    public <T> T attachment(AttachmentKey<T> key) {
        boolean elsewhere = key.isShared() && main != null;
        return elsewhere ? main.attachment(key) : attachments == null ? null : (T) attachments.get(key);
    }

    public <T> void attach(AttachmentKey<T> key, T value) {
        if (key.isShared() && main != null) {
            main.attach(key, value);
            return;
        }
        if (attachments == null) {
            attachments = new IdentityHashMap<>(4);
        }
        attachments.put(key, value);
    }

    /** What regular expressions have captured so far. */
    public Captures captures() {
        if (captures == null) {
            captures = new Captures();
        }
        return captures;
    }

    // --- routing

    void routed(String host, VirtualServer server) {
        routing.enter(host, server);
    }

    /** Runs the server's entry and the location's gates and handler. */
    void dispatch() throws HttpFault {
        routing.dispatch();
    }

    public boolean isAsked() {
        return main != null;
    }

    /** How many exchanges wait for it, each for the next; 0 for a client's own. */
    public int depth() {
        return main == null ? 0 : main.depth() + 1;
    }

    /** Goes on behind the gate that held this exchange; does nothing when it is over. */
    public void admitted() {
        onAbort = null;
        if (!over) {
            protocol().goOn(this, routing::admit);
        }
    }

    // --- answers

    public void respond(int status, Headers headers, byte[] content) {
        if (!protocol().discardArrived(this)) {
            return;
        }
        ResponseStream out = begin(ResponseHead.of(status, headers), content.length);
        out.write(ByteBuffer.wrap(content));
        out.finish();
    }

    /**
     * Begins a response whose body follows.
     *
     * @param length its length; -1 when it is not known
     */
    public ResponseStream begin(ResponseHead head, long length) {
        return responder.begin(head, length);
    }

    /**
     * Begins a response whose body is a file, or the parts of it that the client asks for (RFC 9110 section 14).
     *
     * @param length bytes of the whole file
     * @return null when the client wants none that is there or its body is at fault; that has been answered then
     */
    public Delivery beginFile(ResponseHead head, long length) {
        return protocol().discardArrived(this) ? responder.beginFile(head, length) : null;
    }

    /**
     * Answers an error: by the location's {@code error_page}, else by a page of our own. When a response has begun,
     * the connection is cut instead. When the client has gone, there is nobody to answer.
     */
    public void error(int status) {
        if (over) {
            return;
        }
        if (responder.hasBegun()) {
            abort();
            return;
        }
        errorStatus = status;
        intended = 0;
        try {
            errors().answer(status);
        } catch (HttpFault fault) {
            protocol().log(fault);
            error(fault.status());
        }
    }

    /**
     * Answers a redirect, unless an {@code error_page} takes it; a {@code Location} that begins with a slash is made
     * absolute as {@code absolute_redirect} and its like say.
     */
    public void redirect(int status, String to) {
        carry("Location", to);
        error(status);
    }

    /** Sets a field of whatever response comes, from wherever an {@code error_page} may lead. */
    public void carry(String name, String value) {
        carrying().set(name, value);
    }

    /** The fields that go into whatever response comes. */
    public CarriedFields carrying() {
        if (carried == null) {
            carried = new CarriedFields();
        }
        return carried;
    }

    public void drop(String name) {
        if (carried != null) {
            carried.remove(name);
        }
    }

    /** The fields to be carried into the response; null for none. */
    Headers carried() {
        return carried == null ? null : carried.of(this);
    }

    private ErrorAnswers errors() {
        if (errors == null) {
            errors = new ErrorAnswers(this, routing, responder);
        }
        return errors;
    }

    /**
     * Sends a 101 and hands the connection over; bytes that came after the request go to {@code next} first. The
     * exchange stays open until {@link #end}.
     *
     * @throws IllegalStateException when the request's body has not come whole: its bytes would pass for frames
     */
    public void upgrade(ResponseHead head, Protocol next) {
        if (!body.isComplete()) {
            throw new IllegalStateException("an upgrade in the middle of a request's body");
        }
        responder.switching(head);
        endNanos = worker().nanos();
        protocol().handOver(next);
    }

    /** How many bytes went to the client after an upgrade: they count as a body. Told before {@link #end}. */
    public void passed(long bytes) {
        responder.passed(bytes);
    }

    public void abort() {
        if (isAsked()) {
            responder.cutShort();
        } else {
            connection().reset();
        }
    }

    /** Ends the connection behind what has been written: the response remains incomplete. */
    public void cut() {
        if (isAsked()) {
            responder.cutShort();
        } else {
            connection().close();
        }
    }

    // --- the end

    /**
     * Runs when the client goes away before the response is complete, or when its body turns out to be at fault and the
     * exchange is about to answer that itself: whoever was going to answer must stop. Replaces an action told before.
     */
    public void onAbort(Runnable action) {
        onAbort = action;
    }

    /** Runs once when the exchange is over, however it ends; at once when it is over already. */
    public void onEnd(Runnable action) {
        if (over) {
            action.run();
            return;
        }
        if (endings == null) {
            endings = new Endings(action);
        } else {
            endings.add(action);
        }
    }

    boolean mindsAborts() {
        return onAbort != null;
    }

    public boolean isOver() {
        return over;
    }

    void aborted() {
        if (!responder.hasBegun() && errorStatus == 0) {
            errorStatus = 499;
        }
        stopHandler();
    }

    private void stopHandler() {
        if (onAbort != null) {
            Runnable action = onAbort;
            onAbort = null;
            Endings.guarded(connection(), action);
        }
    }

    boolean hasBegun() {
        return responder.hasBegun();
    }

    /** The body cannot be read to its end, so nothing can follow it on this connection. */
    void bodyFailed() {
        bodyBroken = true;
        body.fail();
        stopHandler();
    }

    boolean isBodyBroken() {
        return bodyBroken;
    }

    void drained() {
        responder.drained();
    }

    void timedOut(int status) {
        errorStatus = status;
    }

    void failed(HttpFault fault) {
        errorStatus = 0;
        error(fault.status());
    }

    /** Ends the exchange: logs it and runs the end actions. After an upgrade its new owner calls this, once. */
    public void end() {
        if (over) {
            return;
        }
        over = true;
        endNanos = endNanos();
        for (ExchangeTap tap : location().exchangeTaps()) {
            if (!isAsked() || tap.hearsAsked()) {
                Endings.guarded(connection(), () -> tap.onEnd(this));
            }
        }
        if (endings != null) {
            Endings last = endings;
            endings = null;
            last.run(connection());
        }
        if (status() == 101) {
            protocol().onUpgradedEnd();
        }
    }
}
