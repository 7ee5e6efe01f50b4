package dev.weir.core.http;

/**
 * Answers a request.
 *
 * <p>Thread: worker, that of the exchange; a handler must not block. It answers exactly once, now or later: by
 * {@link Exchange#respond}, {@link Exchange#error}, {@link Exchange#begin}, {@link Exchange#upgrade} or an internal
 * redirect. It may keep the exchange until {@link Exchange#onEnd}'s actions have run.
 */
@FunctionalInterface
public interface Handler {

    /**
     * @throws HttpFault to answer with an error status and a line in the error log
     */
    void handle(Exchange exchange) throws HttpFault;
}
