package dev.weir.core.http;

import java.util.List;

/**
 * An exchange's way to the location that answers it, redirects inside Weir included.
 *
 * <p>Thread: worker.
 */
final class Routing {
    private static final int MOST_REDIRECTS = 10;

    private final Exchange exchange;
    private int redirects;
    private int gatesPassed;

    Routing(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Runs the server's entry, else the gates and the handler of the location for the URI. */
    void dispatch() throws HttpFault {
        for (Gate gate : exchange.server().fallback().gates()) {
            if (gate.phase() != Gate.Phase.ADDRESS) {
                break;
            }
            gate.admit(exchange);
        }
        Handler entry = exchange.server().entry();
        if (entry != null && redirects == 0) {
            entry.handle(exchange);
        } else {
            search();
        }
    }

    /** Begins again with another URI. */
    void redirect(String method, String uri, String args) throws HttpFault {
        countRedirect();
        exchange.moved(method, uri, args);
        search();
    }

    /** Begins again in a named location. */
    void redirect(Location named) throws HttpFault {
        countRedirect();
        enter(named);
    }

    private void search() throws HttpFault {
        Location found = exchange.server().locations().find(exchange);
        enter(found == null ? exchange.server().fallback() : found);
    }

    private void enter(Location next) throws HttpFault {
        exchange.entered(next);
        RequestBody body = exchange.body();
        long limit = next.options().maxBodySize();
        body.limit(limit);
        if (limit > 0 && body.declared() > limit && !body.isBroken()) {
            exchange.bodyFailed();
            throw new HttpFault(413, "client intended to send too large body: " + body.declared() + " bytes");
        }
        String uri = exchange.uri();
        if (next.autoRedirect() != null && next.autoRedirect().equals(uri)) {
            String args = exchange.args() == null ? "" : "?" + exchange.args();
            exchange.redirect(301, RequestTarget.escape(uri) + "/" + args);
            return;
        }
        gatesPassed = 0;
        admit();
    }

    /** Asks the gates of the location from where they stopped, then its handler. */
    void admit() throws HttpFault {
        Location location = exchange.location();
        List<Gate> gates = location.gates();
        while (gatesPassed < gates.size()) {
            if (!gates.get(gatesPassed++).admit(exchange)) {
                return;
            }
        }
        location.handler().handle(exchange);
    }

    /** Answers an error as an {@code error_page} says. */
    void follow(ErrorPages.Page page, int status, Responder responder) throws HttpFault {
        String to = page.target().apply(exchange);
        responder.overrideStatus(page.status() < 0 ? status : page.status());
        if (to.startsWith("@")) {
            Location named = exchange.server().locations().named(to);
            if (named == null) {
                throw new HttpFault(500, "could not find named location \"" + to + "\"");
            }
            redirect(named);
        } else if (to.startsWith("/")) {
            String method = exchange.method().equals("HEAD") ? "HEAD" : "GET";
            int query = to.indexOf('?');
            String args = query < 0 ? null : to.substring(query + 1);
            redirect(method, query < 0 ? to : to.substring(0, query), args);
        } else {
            responder.overrideStatus(0);
            exchange.redirect(Status.isRedirect(page.status()) ? page.status() : 302, to);
        }
    }

    private void countRedirect() throws HttpFault {
        if (++redirects > MOST_REDIRECTS) {
            throw new HttpFault(500, "rewrite or internal redirection cycle");
        }
    }
}
