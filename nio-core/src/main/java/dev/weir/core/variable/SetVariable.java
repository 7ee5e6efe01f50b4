package dev.weir.core.variable;

import dev.weir.core.http.AttachmentKey;
import dev.weir.core.http.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A variable that {@code set} defines. Where it was not set it is what its name meant before, or nothing.
 *
 * <p>Thread: worker; immutable.
 */
final class SetVariable implements Assignable {
    private static final Logger LOG = LoggerFactory.getLogger(SetVariable.class);

    private final AttachmentKey<String> key = AttachmentKey.shared();
    private final String name;
    private final Variable before;

    /** @param before what the name meant without {@code set}; null for nothing */
    public SetVariable(String name, Variable before) {
        this.name = name;
        this.before = before;
    }

    @Override
    public void assign(Exchange exchange, String value) {
        exchange.attach(key, value);
    }

    @Override
    public boolean isLive() {
        return before != null && before.isLive();
    }

    @Override
    public String value(Exchange exchange) {
        String value = exchange.attachment(key);
        if (value != null || before != null) {
            return value != null ? value : before.value(exchange);
        }
        if (exchange.location().course().warnsUnset()) {
            LOG.warn(
                    "*{} using uninitialized \"{}\" variable, client: {}, server: {}, request: \"{}\"",
                    exchange.connection().id(),
                    name,
                    exchange.peering().remoteAddress(),
                    exchange.server().name(),
                    exchange.request().requestLine());
        }
        return "";
    }
}
