package dev.weir.core.http;

/**
 * May refuse a request before its handler sees it: a limit, an access rule.
 *
 * <p>Thread: worker; must not block.
 */
@FunctionalInterface
public interface Gate {

    /**
     * @return true to let the request pass; false when this gate has answered it
     */
    boolean admit(Exchange exchange);
}
