package dev.weir.core.geo;

import dev.weir.core.http.AttachmentKey;
import dev.weir.core.http.Exchange;
import dev.weir.core.variable.Template;
import dev.weir.core.variable.Variable;

/**
 * A variable of {@code geo}.
 *
 * <p>Thread: worker; changed only while the configuration is built.
 */
public final class GeoVariable implements Variable {
    private Template source;
    private AddressTable table = new NetworkTable();
    private Proxies proxies = new Proxies(java.util.List.of(), false);
    private String otherwise = "";
    private AttachmentKey<String> chosen;

    /** Tells what address it looks at; not told, the client's. */
    public void source(Template text) {
        source = text;
    }

    /** Tells its values. */
    public void values(NetworkTable networks) {
        table = networks;
    }

    /** Tells its values. */
    public void values(RangeTable ranges) {
        table = ranges;
    }

    /** The value of all other addresses. */
    public void otherwise(String value) {
        otherwise = value;
    }

    public void proxies(Proxies trusted) {
        proxies = trusted;
    }

    /** Lets an exchange remember what was found at first, as nginx does without {@code volatile}. */
    public void remember() {
        chosen = new AttachmentKey<>();
    }

    @Override
    public String value(Exchange exchange) {
        String value = chosen == null ? null : exchange.attachment(chosen);
        if (value == null) {
            String found = table.find(address(exchange));
            value = found == null ? otherwise : found;
            if (chosen != null) {
                exchange.attach(chosen, value);
            }
        }
        return value;
    }

    private byte[] address(Exchange exchange) {
        byte[] address = source == null ? exchange.peering().remoteBytes() : Network.address(source.apply(exchange));
        return address == null || address.length == 0 ? null : proxies.client(address, exchange);
    }
}
