package dev.weir.core.rewrite;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.HttpFault;
import dev.weir.core.variable.Template;

/**
 * {@code rewrite}: another path and arguments, or a redirect.
 *
 * <p>Thread: any; immutable.
 *
 * @param by what the path must match
 * @param replacement the new path, a {@code ?} and arguments if it has one
 * @param addsArgs whether the arguments of the request are added
 * @param redirect the status of a redirect; 0 for a change inside Weir
 * @param end what comes after it
 */
public record RewriteStep(MatchedBy by, Template replacement, boolean addsArgs, int redirect, End end) implements Step {

    /** What a rewrite's flag says. */
    public enum End {
        /** The next step. */
        NONE,
        /** A location is looked for. */
        LAST,
        /** The location stays. */
        BREAK
    }

    @Override
    public Next run(Run run) throws HttpFault {
        Exchange exchange = run.exchange();
        if (!run.matches(by, exchange.uri())) {
            return Next.STEP;
        }
        run.stopEscaping();
        if (redirect != 0) {
            redirect(run);
            return Next.NOTHING;
        }
        change(run);
        if (end == End.BREAK) {
            exchange.resource().settle();
        }
        return end == End.NONE ? Next.STEP : Next.PHASE;
    }

    private void redirect(Run run) {
        Exchange exchange = run.exchange();
        String text = CaptureText.isEscaped(exchange)
                ? CaptureText.escaped(replacement, exchange)
                : replacement.apply(exchange);
        String to = CaptureText.unescapeRedirect(text);
        if (addsArgs && hasArgs(exchange)) {
            to += (asks() ? "&" : "?") + exchange.args();
        }
        run.tell("rewritten redirect: \"" + to + "\"");
        exchange.redirect(redirect, to);
    }

    /** Whether the replacement as it is written has a question mark. */
    private boolean asks() {
        return replacement.pieces().stream()
                .anyMatch(piece -> piece.literal() != null && piece.literal().indexOf('?') >= 0);
    }

    private void change(Run run) throws HttpFault {
        Exchange exchange = run.exchange();
        boolean escapes = CaptureText.isEscaped(exchange);
        StringBuilder out = new StringBuilder(64);
        int args = -1;
        for (Template.Piece piece : replacement.pieces()) {
            String value = CaptureText.value(piece, exchange, escapes && args >= 0);
            int ask = piece.literal() == null ? -1 : value.indexOf('?');
            while (ask >= 0) {
                out.append(value, 0, ask);
                args = out.length();
                value = value.substring(ask + 1);
                ask = value.indexOf('?');
            }
            out.append(value);
        }
        String uri = args < 0 ? out.toString() : out.substring(0, args);
        String newArgs = args < 0 ? null : out.substring(args);
        exchange.resource().rewrite(uri);
        exchange.resource().args(arguments(newArgs, exchange));
        if (run.logs()) {
            String shown = exchange.args() == null ? "" : exchange.args();
            run.tell("rewritten data: \"" + uri + "\", args: \"" + shown + "\"");
        }
        if (uri.isEmpty()) {
            throw new HttpFault(500, "the rewritten URI has a zero length");
        }
    }

    private String arguments(String fresh, Exchange exchange) {
        if (fresh == null) {
            return addsArgs ? exchange.args() : null;
        }
        return addsArgs && hasArgs(exchange) ? fresh + "&" + exchange.args() : fresh;
    }

    private static boolean hasArgs(Exchange exchange) {
        return exchange.args() != null && !exchange.args().isEmpty();
    }
}
