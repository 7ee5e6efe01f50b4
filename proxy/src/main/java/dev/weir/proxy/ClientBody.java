package dev.weir.proxy;

import dev.weir.core.http.AttachmentKey;
import dev.weir.core.http.BodyStore;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.HttpFault;
import dev.weir.core.http.RequestBody;

/**
 * The body of one client request on its way to upstreams. One that was stored stays at hand until a response begins: an
 * error page may send the request on to another upstream.
 *
 * <pre>
 *   NEW --prepare--> STORING --last byte--> WHOLE --response begun or exchange over, nobody uses it--> CLOSED
 *    |
 *    +--prepare, unbuffered--> STREAMED (only once; whoever comes later gets no body)
 * </pre>
 *
 * <p>Thread: worker.
 */
final class ClientBody {
    private static final AttachmentKey<ClientBody> KEY = new AttachmentKey<>();

    private final Exchange exchange;
    private BodyStore store;
    private boolean whole;
    private boolean taken;
    private boolean streamed;
    private int users;

    /** Hears the length of the body: of what is stored, or -1 and so on as {@link RequestFields#build} takes it. */
    @FunctionalInterface
    interface Ready {
        void send(long bodyLength) throws HttpFault;
    }

    private ClientBody(Exchange exchange) {
        this.exchange = exchange;
        this.store = BodyStore.hold(exchange);
        this.whole = store != null;
    }

    /** The body of an exchange, for one more who sends it; {@link #release} must follow. */
    static ClientBody use(Exchange exchange) {
        ClientBody body = exchange.attachment(KEY);
        if (body == null) {
            body = new ClientBody(exchange);
            if (body.whole || !exchange.body().isComplete()) {
                exchange.attach(KEY, body);
                exchange.onEnd(body::closeWhenUnused);
            }
        }
        body.users++;
        return body;
    }

    /**
     * Makes it ready to be sent, now or when its last byte has come.
     *
     * @param buffered whether its last byte is waited for
     * @param now told when it is ready at once
     * @param later told after the last byte
     * @throws HttpFault 502 when it is gone and the method needs it; what {@code now} throws
     */
    void prepare(boolean buffered, Ready now, Runnable later) throws HttpFault {
        RequestBody body = exchange.body();
        streamed = false;
        if (whole) {
            now.send(store.size());
        } else if (body.isBroken()) {
            now.send(RequestFields.NO_BODY);
        } else if (taken) {
            now.send(withoutBody());
        } else if (body.isComplete()) {
            body.invite();
            boolean told = exchange.request().headers().has("Content-Length");
            now.send(told ? 0 : RequestFields.NO_BODY);
        } else if (buffered) {
            store(later);
        } else {
            taken = true;
            streamed = true;
            now.send(body.isChunked() ? RequestFields.CHUNKED : body.declared());
        }
    }

    /** It has gone to another upstream; what may still come of it must not pass for all of it. */
    private long withoutBody() throws HttpFault {
        if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
            throw new HttpFault(502, "the request's body was not stored and cannot be sent to another upstream");
        }
        return RequestFields.NO_BODY;
    }

    private void store(Runnable later) {
        taken = true;
        store = new BodyStore(exchange, () -> {
            whole = true;
            later.run();
        });
        exchange.body().read(store);
    }

    /** Bytes that are stored. */
    long size() {
        return store.size();
    }

    /** Whether it goes out while it comes, so that it cannot be sent twice. */
    boolean isStreamed() {
        return streamed;
    }

    /** Gives it to a try whose request head has been sent. */
    void sendTo(UpstreamLeg leg) {
        if (streamed) {
            RequestBody body = exchange.body();
            leg.stream(new UpstreamLeg.Streaming(body.isChunked(), body::pause, body::resume));
            body.read(new StreamedBody(exchange, leg));
        } else if (whole) {
            leg.store(store.read());
        } else {
            leg.noBody();
        }
    }

    /** One who used it does so no more. */
    void release() {
        users--;
        closeWhenUnused();
    }

    private void closeWhenUnused() {
        if (users == 0 && store != null && (exchange.isOver() || exchange.sentHeaders() != null)) {
            store.close();
            store = null;
            whole = false;
        }
    }
}
