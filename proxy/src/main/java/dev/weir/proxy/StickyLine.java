package dev.weir.proxy;

import dev.weir.config.directive.Args;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What {@code sticky} says. Thread: any; immutable.
 */
sealed interface StickyLine {

    /** {@code sticky cookie}; words that are not told are null, {@code expiresSeconds} as with {@link StickyCookie}. */
    record Cookie(
            Word name, Word domain, Word path, long expiresSeconds, boolean httpOnly, boolean secure, Word sameSite)
            implements StickyLine {}

    /** {@code sticky route}. @param lookup variables */
    record Route(List<Word> lookup) implements StickyLine {}

    /**
     * {@code sticky learn}.
     *
     * @param create variables
     * @param lookup variables
     * @param zone its name
     * @param bytes its size
     */
    record Learn(List<Word> create, List<Word> lookup, Word zone, long bytes, Duration timeout, boolean header)
            implements StickyLine {}

    /** Reads the words of the directive. */
    static StickyLine read(List<Word> args) throws Refusal {
        List<Word> rest = args.subList(1, args.size());
        return switch (args.get(0).text()) {
            case "cookie" -> cookie(rest.get(0), Given.of(rest.subList(1, rest.size())));
            case "route" -> route(rest);
            case "learn" -> learn(Given.of(rest), rest.get(rest.size() - 1));
            default -> throw new Refusal(args.get(0), "is no way to keep clients", "expected cookie, route or learn");
        };
    }

    /** Parameters by key, which ends with {@code =} where they have a value. */
    record Given(Map<String, List<Word>> values) {
        static Given of(List<Word> words) {
            Map<String, List<Word>> values = new HashMap<>();
            for (Word word : words) {
                int equals = word.text().indexOf('=');
                String key = equals < 0 ? word.text() : word.text().substring(0, equals + 1);
                values.computeIfAbsent(key, k -> new ArrayList<>()).add(word);
            }
            return new Given(values);
        }

        List<Word> all(String key) {
            List<Word> found = values.remove(key);
            if (found == null) {
                return List.of();
            }
            return key.endsWith("=")
                    ? found.stream()
                            .map(word -> Args.part(word, word.text().substring(key.length())))
                            .toList()
                    : found;
        }

        /** The only one of a key; null for none. */
        Word one(String key) throws Refusal {
            List<Word> found = all(key);
            if (found.size() > 1) {
                throw new Refusal(found.get(1), "repeats \"" + key.replace("=", "") + "\"", "say it once");
            }
            if (!found.isEmpty() && found.get(0).text().isEmpty()) {
                throw new Refusal(found.get(0), "has no value for \"" + key + "\"", "give it one, or leave it out");
            }
            return found.isEmpty() ? null : found.get(0);
        }

        boolean has(String key) throws Refusal {
            return one(key) != null;
        }

        /** Complains of what nobody has asked for. */
        void end(String help) throws Refusal {
            for (List<Word> rest : values.values()) {
                throw new Refusal(rest.get(0), "is not a valid parameter", help);
            }
        }
    }

    private static Cookie cookie(Word name, Given given) throws Refusal {
        if (name.text().isEmpty()) {
            throw new Refusal(name, "is no name of a cookie", "expected such as srv_id");
        }
        Word expires = given.one("expires=");
        Word sameSite = given.one("samesite=");
        if (sameSite != null
                && sameSite.text().indexOf('$') < 0
                && !StickyCookie.SAME_SITE.contains(sameSite.text().toLowerCase(Locale.ROOT))) {
            throw new Refusal(sameSite, "is not a valid value of samesite", "expected strict, lax or none");
        }
        Cookie cookie = new Cookie(
                name,
                given.one("domain="),
                given.one("path="),
                seconds(expires),
                given.has("httponly"),
                given.has("secure"),
                sameSite);
        given.end("expected domain=, path=, expires=, httponly, secure or samesite=");
        return cookie;
    }

    private static long seconds(Word expires) throws Refusal {
        if (expires == null) {
            return -1;
        }
        return expires.text().equals("max")
                ? StickyCookie.FOREVER
                : Args.time(expires, expires.text()).toSeconds();
    }

    private static Route route(List<Word> words) throws Refusal {
        for (Word word : words) {
            variable(word);
        }
        return new Route(List.copyOf(words));
    }

    private static void variable(Word word) throws Refusal {
        if (!word.text().startsWith("$") || word.text().length() < 2) {
            throw new Refusal(word, "is no variable", "expected such as $cookie_session");
        }
    }

    private static Learn learn(Given given, Word last) throws Refusal {
        List<Word> create = given.all("create=");
        List<Word> lookup = given.all("lookup=");
        Word zone = given.one("zone=");
        Word timeout = given.one("timeout=");
        boolean header = given.has("header");
        given.end("expected create=, lookup=, zone=, timeout= or header");
        for (Word word : create) {
            variable(word);
        }
        for (Word word : lookup) {
            variable(word);
        }
        if (create.isEmpty() || lookup.isEmpty() || zone == null) {
            String missing = lookup.isEmpty() ? "lookup" : create.isEmpty() ? "create" : "zone";
            throw new Refusal(last, "is not enough: \"" + missing + "\" is not specified", "add " + missing + "=");
        }
        int colon = zone.text().indexOf(':');
        if (colon <= 0) {
            throw new Refusal(zone, "names no zone with its size", "expected zone=name:1m");
        }
        long bytes = Args.bytes(zone, zone.text().substring(colon + 1));
        if (bytes < 8 * 4096) {
            throw new Refusal(zone, "is too small a zone", "expected 32k or more");
        }
        Word name = new Word(zone.text().substring(0, colon), zone.quoted(), zone.span());
        Duration time = timeout == null ? Duration.ofMinutes(10) : Args.time(timeout, timeout.text());
        if (time.isZero()) {
            throw new Refusal(timeout, "is not a valid timeout", "expected a time such as 10m");
        }
        return new Learn(create, lookup, name, bytes, time, header);
    }
}
