package dev.weir.core.http;

/**
 * Changes what an exchange asks for before a handler sees it, or answers: nginx's rewrite module.
 *
 * <p>Thread: worker; must not block.
 */
@FunctionalInterface
public interface Rewriter {

    /**
     * Runs once when the exchange comes to its server or location.
     *
     * @return false when it has answered the exchange
     * @throws HttpFault to answer an error
     */
    boolean run(Exchange exchange) throws HttpFault;
}
