package dev.weir.core.content;

import dev.weir.core.http.DocumentRoot;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.HttpFault;
import dev.weir.core.variable.Template;

/**
 * A folder by {@code root} or {@code alias}.
 *
 * <p>Thread: any; immutable.
 *
 * @param folder its text; relative ones start at the prefix
 * @param prefix Weir's prefix folder, a byte string
 * @param replaced how much of a path the alias replaces; 0 for a root, -1 when the alias is the whole file
 */
public record FileRoot(Template folder, String prefix, int replaced) implements DocumentRoot {

    @Override
    public String apply(Exchange exchange) {
        String text = folder.apply(exchange);
        String full = text.startsWith("/") ? text : prefix + "/" + text;
        return replaced == 0 && full.length() > 1 && full.endsWith("/") ? full.substring(0, full.length() - 1) : full;
    }

    @Override
    public String file(Exchange exchange, String uri) throws HttpFault {
        if (replaced == 0) {
            return apply(exchange) + uri;
        }
        if (!exchange.resource().isOfLocation()) {
            throw new HttpFault(
                    500,
                    "\"alias\" cannot be used in location \""
                            + exchange.location().name() + "\" where URI was rewritten");
        }
        if (replaced < 0) {
            return exchange.resource().isBelowAlias() ? apply(exchange) + uri : apply(exchange);
        }
        return apply(exchange) + uri.substring(Math.min(replaced, uri.length()));
    }
}
