package dev.weir.dist.site;

import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.HeaderFilter;
import dev.weir.core.http.Headers;
import dev.weir.core.http.HttpDate;
import dev.weir.core.variable.Template;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * What {@code expires} says.
 *
 * @param modified whether the time counts from {@code Last-Modified}
 * @param value the time
 * @param rule how the time is understood; null when it holds variables
 */
record Expires(boolean modified, Word value, Rule rule) {
    private static final long DAY_SECONDS = 24 * 3600;

    /** How an answer's end is told. */
    enum Kind {
        OFF,
        EPOCH,
        MAX,
        AFTER,
        DAILY
    }

    /**
     * A time that was understood.
     *
     * @param seconds after now or the modification, perhaps negative; of a day for {@link Kind#DAILY}
     */
    record Rule(Kind kind, long seconds) {}

    static Arg<Expires> arg() {
        return Args.of("[modified] time | epoch | max | off", 1, 2, args -> {
            boolean modified = args.size() == 2;
            if (modified && !args.get(0).text().equals("modified")) {
                throw new Refusal(args.get(0), "is not a parameter", "expected modified before the time");
            }
            Word word = args.get(args.size() - 1);
            return new Expires(modified, word, word.text().contains("$") ? null : read(word, modified));
        });
    }

    private static Rule read(Word word, boolean modified) throws Refusal {
        String text = word.text();
        if (!modified) {
            switch (text) {
                case "epoch":
                    return new Rule(Kind.EPOCH, 0);
                case "max":
                    return new Rule(Kind.MAX, 0);
                case "off":
                    return new Rule(Kind.OFF, 0);
                default:
            }
        }
        char sign = text.isEmpty() ? ' ' : text.charAt(0);
        boolean signed = sign == '@' || sign == '-' || sign == '+';
        if (sign == '@' && modified) {
            throw new Refusal(
                    word, "cannot be used with \"modified\"", "a time of the day counts from no modification");
        }
        long seconds = Args.seconds(word, signed ? text.substring(1) : text).toSeconds();
        if (sign == '@' && seconds > DAY_SECONDS) {
            throw new Refusal(word, "is no time of the day", "expected at most @24h");
        }
        return new Rule(sign == '@' ? Kind.DAILY : Kind.AFTER, sign == '-' ? -seconds : seconds);
    }

    /** The filter that tells it; null for {@code off}. */
    HeaderFilter filter(Assembly assembly, ZoneId zone) {
        if (rule != null) {
            return rule.kind() == Kind.OFF ? null : (x, status, fields) -> tell(rule, x, status, fields, zone);
        }
        Template text = ContentFeature.template(value, assembly);
        return (x, status, fields) -> tell(now(text.apply(x)), x, status, fields, zone);
    }

    /** As in nginx, a variable's value that is no time counts as {@code off}. */
    private Rule now(String text) {
        try {
            return read(new Word(text, true, value.span()), modified);
        } catch (Refusal noTime) {
            return new Rule(Kind.OFF, 0);
        }
    }

    private void tell(Rule now, Exchange exchange, int status, Headers.Builder fields, ZoneId zone) {
        if (!AddedHeader.isUsual(status) || status == 101) {
            return;
        }
        long wall = Math.floorDiv(exchange.worker().wallMillis(), 1000);
        switch (now.kind()) {
            case OFF -> {}
            case EPOCH -> set(fields, "Thu, 01 Jan 1970 00:00:01 GMT", "no-cache");
            case MAX -> set(fields, "Thu, 31 Dec 2037 23:55:55 GMT", "max-age=315360000");
            case DAILY -> set(fields, next(now.seconds(), wall, zone), wall);
            case AFTER -> set(fields, start(fields, wall) + now.seconds(), wall);
        }
    }

    private long start(Headers.Builder fields, long wall) {
        String last = modified ? fields.joined("Last-Modified") : null;
        long time = last == null ? -1 : HttpDate.parse(last);
        return time < 0 ? wall : time;
    }

    private static long next(long secondsOfDay, long wall, ZoneId zone) {
        ZonedDateTime now = Instant.ofEpochSecond(wall).atZone(zone);
        ZonedDateTime today = now.with(LocalTime.MIDNIGHT).plusSeconds(secondsOfDay);
        return (today.isAfter(now) ? today : today.plusDays(1)).toEpochSecond();
    }

    private void set(Headers.Builder fields, long end, long wall) {
        boolean past = end < wall || rule != null && rule.seconds() < 0;
        set(fields, HttpDate.of(end), past ? "no-cache" : "max-age=" + (end - wall));
    }

    private static void set(Headers.Builder fields, String expires, String cacheControl) {
        fields.set("Expires", expires).set("Cache-Control", cacheControl);
    }
}
