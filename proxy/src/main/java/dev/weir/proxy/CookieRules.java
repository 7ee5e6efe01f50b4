package dev.weir.proxy;

import dev.weir.core.http.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What becomes of the {@code Set-Cookie} fields of responses: other domains, other paths, other flags.
 *
 * <p>Source: nginx, {@code proxy_cookie_domain}, {@code proxy_cookie_path}, {@code proxy_cookie_flags}. Thread: any;
 * immutable.
 *
 * @param domains the first that applies to the value of a {@code Domain} rewrites it
 * @param paths the same for {@code Path}
 * @param flags the first whose cookie it is sets the flags
 */
record CookieRules(List<Redirect> domains, List<Redirect> paths, List<CookieFlags> flags) {
    static final CookieRules NONE = new CookieRules(List.of(), List.of(), List.of());

    CookieRules {
        domains = List.copyOf(domains);
        paths = List.copyOf(paths);
        flags = List.copyOf(flags);
    }

    /** An attribute of a cookie; the first is the cookie itself. The value is null where there is no {@code =}. */
    record Attribute(String name, String value) {
        static Attribute parse(String text) {
            int equals = text.indexOf('=');
            return equals < 0
                    ? new Attribute(trim(text), null)
                    : new Attribute(trim(text.substring(0, equals)), trim(text.substring(equals + 1)));
        }

        /** Blanks alone: a tab belongs to a name. */
        private static String trim(String text) {
            int start = 0;
            int end = text.length();
            while (start < end && text.charAt(start) == ' ') {
                start++;
            }
            while (end > start && text.charAt(end - 1) == ' ') {
                end--;
            }
            return text.substring(start, end);
        }

        boolean is(String other) {
            return name.equalsIgnoreCase(other);
        }

        @Override
        public String toString() {
            return value == null ? name : name + '=' + value;
        }
    }

    boolean isEmpty() {
        return domains.isEmpty() && paths.isEmpty() && flags.isEmpty();
    }

    /** The field's value as the client gets it; the same when no rule applies. */
    String rewrite(Exchange exchange, String cookie) {
        List<Attribute> attributes = new ArrayList<>();
        for (String part : cookie.split(";", -1)) {
            attributes.add(Attribute.parse(part));
        }
        if (attributes.get(0).value == null) {
            return cookie;
        }
        boolean changed = rewriteValues(exchange, attributes);
        for (CookieFlags each : flags) {
            if (each.isFor(exchange, attributes.get(0).name)) {
                changed |= each.edit(exchange, attributes);
                break;
            }
        }
        return changed ? join(attributes) : cookie;
    }

    private boolean rewriteValues(Exchange exchange, List<Attribute> attributes) {
        boolean changed = false;
        for (int i = 1; i < attributes.size(); i++) {
            Attribute old = attributes.get(i);
            List<Redirect> rules = old.is("Domain") ? domains : old.is("Path") ? paths : List.of();
            String value = old.value == null ? null : first(exchange, rules, old.value);
            if (value != null) {
                attributes.set(i, new Attribute(old.name, value));
                changed = true;
            }
        }
        return changed;
    }

    private static String first(Exchange exchange, List<Redirect> rules, String value) {
        for (Redirect rule : rules) {
            String to = rule.rewrite(exchange, value);
            if (to != null) {
                return to;
            }
        }
        return null;
    }

    private static String join(List<Attribute> attributes) {
        StringBuilder text = new StringBuilder();
        for (Attribute attribute : attributes) {
            text.append(text.length() == 0 ? "" : "; ").append(attribute);
        }
        return text.toString();
    }

    /** Replaces a whole domain, whatever the case; a dot before it stays. */
    static Redirect domain(Function<Exchange, String> from, Function<Exchange, String> to) {
        return (exchange, value) -> {
            String dot = value.startsWith(".") ? "." : "";
            return value.substring(dot.length()).equalsIgnoreCase(from.apply(exchange))
                    ? dot + to.apply(exchange)
                    : null;
        };
    }
}
