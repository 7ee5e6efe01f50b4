package dev.weir.core.http;

import java.util.List;

/**
 * An exchange's way to the location that answers it, redirects inside Weir included.
 *
 * <pre>
 *   server's rewriter -> location for the path -> its rewriter -> gates -> try_files -> handler
 *        ^                    ^                        |                       |           |
 *        |                    +---- path rewritten ----+                       |           |
 *        +---------------------------- redirect inside Weir -------------------+-----------+
 * </pre>
 *
 * <p>Thread: worker.
 */
public final class Routing {
    private static final int MOST_REDIRECTS = 10;

    private final Exchange exchange;
    private String host;
    private VirtualServer server;
    private Location location;
    private int redirects;
    private int gatesPassed;

    Routing(Exchange exchange) {
        this.exchange = exchange;
    }

    /** The way begins: the server has been found, a location has not. */
    void enter(String namedHost, VirtualServer found) {
        host = namedHost;
        server = found;
        location = found.fallback();
    }

    /** The host that the client named; null for none. */
    String askedHost() {
        return host;
    }

    VirtualServer server() {
        return server;
    }

    Location location() {
        return location;
    }

    /** Goes on in another location of the same path: what a rewriter's condition encloses. */
    public void narrow(Location inner) {
        location = inner;
    }

    /** From the server's rewriter on. */
    void dispatch() throws HttpFault {
        for (Gate gate : server.fallback().gates()) {
            if (gate.phase() != Gate.Phase.ADDRESS) {
                break;
            }
            gate.admit(exchange);
        }
        Rewriter entry = server.entry();
        if (entry == null || entry.run(exchange)) {
            search();
        }
    }

    /** Begins again with another URI ({@code error_page}, {@code index}, {@code try_files}). */
    public void redirect(String uri, String args) throws HttpFault {
        redirect(exchange.method(), uri, args);
    }

    /** Begins again with another URI as a GET; a HEAD stays one. */
    public void redirectAsGet(String uri, String args) throws HttpFault {
        redirect(exchange.method().equals("HEAD") ? "HEAD" : "GET", uri, args);
    }

    private void redirect(String method, String uri, String args) throws HttpFault {
        countRedirect("internally redirecting to \"" + uri + "\"");
        exchange.resource().redirect(method, uri, args);
        location = server.fallback();
        dispatch();
    }

    /** Begins again in the location {@code @name}; the path stays. */
    public void redirect(String name) throws HttpFault {
        countRedirect("redirect to named location \"" + name + "\"");
        if (exchange.uri().isEmpty()) {
            throw new HttpFault(500, "empty URI in redirect to named location \"" + name + "\"");
        }
        Location named = server.locations().named(name);
        if (named == null) {
            throw new HttpFault(500, "could not find named location \"" + name + "\"");
        }
        exchange.resource().named();
        location = forMethod(named);
        RequestBody body = exchange.body();
        body.limit(location.options().maxBodySize());
        rewriteAndServe();
    }

    private void search() throws HttpFault {
        exchange.resource().takeChange();
        Location found = server.locations().find(exchange);
        Location next = forMethod(found == null ? server.fallback() : found);
        location = next;
        if (next.course().internal() && !exchange.resource().isInternal()) {
            exchange.error(404);
            return;
        }
        limitBody(next);
        String uri = exchange.uri();
        if (next.autoRedirect() != null && next.autoRedirect().equals(uri)) {
            String args = exchange.args() == null || exchange.args().isEmpty() ? "" : "?" + exchange.args();
            exchange.redirect(301, RequestTarget.escape(uri) + "/" + args);
        } else if (found == null) {
            // The server's rewriter has run already.
            enterGates();
        } else {
            rewriteAndServe();
        }
    }

    private static Location splitBy(MethodSplit split, Location location, String method) {
        return split == null || split.methods().contains(method) ? location : split.otherwise();
    }

    private Location forMethod(Location location) {
        return splitBy(location.course().methodSplit(), location, exchange.method());
    }

    private void limitBody(Location next) throws HttpFault {
        RequestBody body = exchange.body();
        long limit = next.options().maxBodySize();
        body.limit(limit);
        if (limit > 0 && body.declared() > limit && !body.isBroken()) {
            exchange.bodyFailed();
            throw new HttpFault(413, "client intended to send too large body: " + body.declared() + " bytes");
        }
    }

    private void rewriteAndServe() throws HttpFault {
        Rewriter rewriter = location.course().rewriter();
        if (rewriter != null && !rewriter.run(exchange)) {
            return;
        }
        if (rewriter != null && exchange.resource().takeChange()) {
            countRedirect("processing \"" + exchange.uri() + "\"");
            location = server.fallback();
            search();
        } else {
            enterGates();
        }
    }

    private void enterGates() throws HttpFault {
        gatesPassed = 0;
        admit();
    }

    /** Asks the gates of the location from where they stopped, then its handler. */
    void admit() throws HttpFault {
        Location entered = location;
        List<Gate> gates = entered.gates();
        while (gatesPassed < gates.size()) {
            Gate gate = gates.get(gatesPassed++);
            boolean concerned = !exchange.isAsked() || gate.phase().compareTo(Gate.Phase.ACCESS) < 0;
            if (concerned && !gate.admit(exchange)) {
                return;
            }
        }
        serve(entered);
    }

    private void serve(Location next) throws HttpFault {
        PreContent preContent = next.course().preContent();
        if (preContent == null || preContent.prepare(exchange)) {
            answer();
        }
    }

    /** Lets the location's handler answer: for what has kept the exchange in front of it. */
    void answer() throws HttpFault {
        location.handler().handle(exchange);
    }

    /** Whether another redirect would be one too many. */
    boolean isExhausted() {
        return redirects >= MOST_REDIRECTS;
    }

    private void countRedirect(String doing) throws HttpFault {
        if (++redirects > MOST_REDIRECTS) {
            throw new HttpFault(500, "rewrite or internal redirection cycle while " + doing);
        }
    }
}
