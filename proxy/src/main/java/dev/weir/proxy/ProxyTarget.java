package dev.weir.proxy;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.HttpFault;
import java.util.function.Consumer;

/**
 * Finds out where a request goes: always the same place, or what variables say.
 *
 * <p>Thread: worker.
 */
@FunctionalInterface
interface ProxyTarget {

    /** Tells {@code found} the destination, now or later on the exchange's worker; or answers the exchange itself. */
    void find(Exchange exchange, Consumer<Destination> found) throws HttpFault;

    static ProxyTarget fixed(Destination destination) {
        return (exchange, found) -> found.accept(destination);
    }
}
