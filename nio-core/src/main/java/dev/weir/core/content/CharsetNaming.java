package dev.weir.core.content;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.HeaderFilter;
import dev.weir.core.http.Headers;
import dev.weir.core.variable.Template;
import java.util.Locale;
import java.util.Set;

/**
 * Names the charset of responses in {@code Content-Type}: {@code charset}.
 *
 * <p>Source: nginx, ngx_http_charset_module; what it would convert is left as it is. Thread: any; immutable.
 *
 * @param charset its name
 * @param source the charset of responses that name none; null when that is not known
 * @param overrides whether responses are concerned that name one
 * @param types media types in small letters; {@code *} for all
 */
public record CharsetNaming(Template charset, Template source, boolean overrides, Set<String> types)
        implements HeaderFilter {
    private static final String PARAMETER = "charset=";

    @Override
    public void apply(Exchange exchange, int status, Headers.Builder fields) {
        String type = fields.joined("Content-Type");
        // The name in a redirect would count for the next page with browsers of long ago, says nginx.
        if (type == null || type.isEmpty() || exchange.isAsked() || status == 301 || status == 302) {
            return;
        }
        int own = parameter(type);
        if (own < 0 ? !isOfType(type) : !overrides) {
            return;
        }
        String name = charset.apply(exchange);
        String before = own < 0 ? source == null ? null : source.apply(exchange) : value(type, own);
        boolean same = before == null || before.equalsIgnoreCase(name);
        if (same && !name.isEmpty()) {
            fields.set("Content-Type", (own < 0 ? type : type.substring(0, type.indexOf(';'))) + "; charset=" + name);
        }
    }

    private boolean isOfType(String type) {
        return types.contains("*") || types.contains(type.toLowerCase(Locale.ROOT));
    }

    /** Where a charset is named; -1 for nowhere. */
    private static int parameter(String type) {
        for (int at = type.indexOf(';'); at >= 0; at = type.indexOf(';', at + 1)) {
            int word = at + 1;
            while (word < type.length() && type.charAt(word) == ' ') {
                word++;
            }
            if (type.regionMatches(true, word, PARAMETER, 0, PARAMETER.length())) {
                return word + PARAMETER.length();
            }
        }
        return -1;
    }

    private static String value(String type, int from) {
        String value = type.substring(from);
        return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1)
                : value;
    }
}
