package dev.weir.core.http;

/**
 * Answers errors and redirects of Weir's own: by {@code error_page}, else by a standard page.
 *
 * <p>Thread: worker.
 */
final class ErrorAnswers {
    private final Exchange exchange;
    private final Routing routing;
    private final Responder responder;
    private boolean followed;

    ErrorAnswers(Exchange exchange, Routing routing, Responder responder) {
        this.exchange = exchange;
        this.routing = routing;
        this.responder = responder;
    }

    /** Answers a status that {@link Exchange} has remembered. */
    void answer(int status) throws HttpFault {
        responder.overrideStatus(0);
        ErrorPages.Page page = page(status);
        if (page == null) {
            responder.standardPage(status);
        } else {
            follow(page, status);
        }
    }

    private ErrorPages.Page page(int status) {
        Location location = exchange.location();
        if (followed || location.errorPages() == ErrorPages.NONE || routing.isExhausted() || Status.isSilent(status)) {
            return null;
        }
        followed = !location.course().recursiveErrorPages();
        return location.errorPages().page(status);
    }

    private void follow(ErrorPages.Page page, int status) throws HttpFault {
        String to = page.target().apply(exchange);
        responder.overrideStatus(page.status() < 0 ? shown(status) : page.status());
        if (to.startsWith("@")) {
            routing.redirect(to);
        } else if (to.startsWith("/")) {
            int query = to.indexOf('?');
            String args = query < 0 ? null : to.substring(query + 1);
            routing.redirectAsGet(query < 0 ? to : to.substring(0, query), args);
        } else {
            responder.overrideStatus(0);
            exchange.carry("Location", to);
            responder.standardPage(Status.isRedirect(page.status()) ? page.status() : 302);
        }
    }

    /** nginx's own codes for bad requests have no meaning to a client. */
    private static int shown(int status) {
        return status >= 494 && status <= 497 ? 400 : status;
    }
}
