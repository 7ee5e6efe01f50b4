package dev.weir.core.http;

import java.util.List;

/**
 * Sends a copy of each request to other locations and does not care what they answer: {@code mirror}.
 *
 * <p>Source: nginx, ngx_http_mirror_module. Thread: worker.
 */
public final class Mirror implements PreContent {
    private final List<String> uris;
    private final boolean withBody;

    /**
     * @param uris paths, byte strings
     * @param withBody whether the body is read first, so that the copies have it too
     */
    public Mirror(List<String> uris, boolean withBody) {
        this.uris = List.copyOf(uris);
        this.withBody = withBody;
    }

    @Override
    public boolean prepare(Exchange exchange) {
        if (exchange.isAsked()) {
            return true;
        }
        if (withBody && isToCome(exchange.body())) {
            store(exchange);
            return false;
        }
        send(exchange);
        return true;
    }

    /** Not when it has come, or somebody takes it already on the way here. */
    private static boolean isToCome(RequestBody body) {
        return !body.isComplete() && !body.isBroken() && !body.isFlowing();
    }

    private void store(Exchange exchange) {
        BodyStore store = new BodyStore(
                exchange,
                () -> exchange.protocol().goOn(exchange, () -> {
                    send(exchange);
                    exchange.routing().answer();
                }));
        exchange.onEnd(store::close);
        exchange.body().read(store);
    }

    private void send(Exchange exchange) {
        for (String uri : uris) {
            Asking.behind(exchange, uri);
        }
    }
}
