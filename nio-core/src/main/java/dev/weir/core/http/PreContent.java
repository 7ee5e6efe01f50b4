package dev.weir.core.http;

/**
 * Runs after the gates and before the handler, and may go on elsewhere or later: {@code try_files}, {@code mirror}.
 *
 * <p>Thread: worker; may look at files, as nginx does.
 */
@FunctionalInterface
public interface PreContent {

    /** @return true when the handler is to answer; false when the exchange is answered or has gone elsewhere */
    boolean prepare(Exchange exchange) throws HttpFault;

    /** This, and where it lets the handler answer, another. */
    default PreContent then(PreContent next) {
        return exchange -> prepare(exchange) && next.prepare(exchange);
    }
}
