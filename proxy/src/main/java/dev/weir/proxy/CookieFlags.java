package dev.weir.proxy;

import dev.weir.core.http.Exchange;
import dev.weir.core.variable.Regex;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/**
 * One {@code proxy_cookie_flags}: which flags one cookie gets and loses.
 *
 * <p>Source: nginx, {@code proxy_cookie_flags}. Thread: any; immutable.
 *
 * @param name the cookie's name, compared without case; null where there is an expression
 * @param expression found in the cookie's name; null where there is a name
 * @param words the flags; empty ones and words that are none are passed over
 */
record CookieFlags(Function<Exchange, String> name, Regex expression, List<Function<Exchange, String>> words) {
    private static final List<String> SITES = List.of("Strict", "Lax", "None");

    CookieFlags {
        words = List.copyOf(words);
    }

    boolean isFor(Exchange exchange, String cookie) {
        return expression != null ? expression.find(exchange, cookie) : cookie.equalsIgnoreCase(name.apply(exchange));
    }

    /** @return whether any flag is told */
    boolean edit(Exchange exchange, List<CookieRules.Attribute> attributes) {
        Set<String> told = new HashSet<>();
        for (Function<Exchange, String> word : words) {
            told.add(word.apply(exchange).toLowerCase(Locale.ROOT));
        }
        boolean any = edit(attributes, "Secure", told) | edit(attributes, "HttpOnly", told);
        return any | editSite(attributes, told);
    }

    private static boolean edit(List<CookieRules.Attribute> attributes, String flag, Set<String> told) {
        String on = flag.toLowerCase(Locale.ROOT);
        boolean is = attributes.stream().skip(1).anyMatch(a -> a.is(flag));
        if (told.contains(on) && !is) {
            attributes.add(new CookieRules.Attribute(flag, null));
        } else if (told.contains("no" + on) && !told.contains(on)) {
            remove(attributes, flag);
        }
        return told.contains(on) || told.contains("no" + on);
    }

    private static boolean editSite(List<CookieRules.Attribute> attributes, Set<String> told) {
        for (String site : SITES) {
            if (told.contains("samesite=" + site.toLowerCase(Locale.ROOT))) {
                setSite(attributes, site);
                return true;
            }
        }
        if (told.contains("nosamesite")) {
            remove(attributes, "SameSite");
            return true;
        }
        return false;
    }

    private static void setSite(List<CookieRules.Attribute> attributes, String site) {
        for (int i = 1; i < attributes.size(); i++) {
            CookieRules.Attribute old = attributes.get(i);
            if (old.is("SameSite")) {
                if (!site.equalsIgnoreCase(old.value())) {
                    attributes.set(i, new CookieRules.Attribute("SameSite", site));
                }
                return;
            }
        }
        attributes.add(new CookieRules.Attribute("SameSite", site));
    }

    private static void remove(List<CookieRules.Attribute> attributes, String flag) {
        CookieRules.Attribute cookie = attributes.get(0);
        attributes.removeIf(a -> a != cookie && a.is(flag));
    }
}
