package dev.weir.core.access;

import dev.weir.core.http.Exchange;
import java.util.function.Consumer;

/**
 * Has an opinion on whether a request may pass.
 *
 * <p>Thread: worker; must not block.
 */
@FunctionalInterface
public interface AccessRule {

    /**
     * Judges a request.
     *
     * @param later hears the verdict, on the worker and once, when the answer is {@link Verdict#LATER}; what it hears
     *     after the client has gone is of no effect
     */
    Verdict judge(Exchange exchange, Consumer<Verdict> later);
}
