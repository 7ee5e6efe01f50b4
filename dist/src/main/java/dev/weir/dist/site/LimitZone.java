package dev.weir.dist.site;

import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.KeyedWords;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import java.util.List;
import java.util.Map;

/**
 * What {@code limit_conn_zone} or {@code limit_req_zone} says.
 *
 * @param key the text whose values are counted
 * @param name the zone's, with its place
 * @param bytes its size
 * @param rate thousandths of a request in a second; 0 for a zone of connections
 */
record LimitZone(Word key, Word name, long bytes, long rate) {
    /** Eight pages: what nginx's shared memory needs at least. */
    private static final long LEAST_BYTES = 8 * 4096;

    private static final int MOST_RATE = 1_000_000;

    static Arg<LimitZone> connections() {
        return Args.of("key zone=name:size", 2, 2, args -> read(args, false));
    }

    static Arg<LimitZone> requests() {
        return Args.of("key zone=name:size rate=rate", 3, 4, args -> read(args, true));
    }

    private static LimitZone read(List<Word> args, boolean rated) throws Refusal {
        List<Word> rest = args.subList(1, args.size());
        if (rated) {
            // Tells other machines in nginx's commercial version.
            rest = rest.stream().filter(w -> !w.text().equals("sync")).toList();
        }
        String help = rated ? "expected zone=name:size or rate=10r/s" : "expected zone=name:size";
        Map<String, Word> values =
                rated ? KeyedWords.read(rest, help, "zone", "rate") : KeyedWords.read(rest, help, "zone");
        Word zone = values.get("zone");
        if (zone == null || rated && values.get("rate") == null) {
            throw new Refusal(null, "lacks its " + (zone == null ? "zone" : "rate"), help);
        }
        int colon = zone.text().indexOf(':');
        if (colon <= 0) {
            throw new Refusal(zone, "names no zone with its size", "expected zone=name:10m");
        }
        long bytes = Args.bytes(zone, zone.text().substring(colon + 1));
        if (bytes < LEAST_BYTES) {
            throw new Refusal(zone, "is too small a zone", "expected 32k or more");
        }
        Word name = new Word(zone.text().substring(0, colon), zone.quoted(), zone.span());
        return new LimitZone(args.get(0), name, bytes, rated ? rate(values.get("rate")) : 0);
    }

    private static long rate(Word rate) throws Refusal {
        String text = rate.text();
        boolean perMinute = text.endsWith("r/m");
        boolean bare = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!perMinute && !bare && !text.endsWith("r/s")) {
            throw new Refusal(rate, "is not a valid rate", "expected a rate such as 10r/s or 30r/m");
        }
        // Without a unit nginx counts by the second, though its documentation does not say so.
        String digits = bare ? text : text.substring(0, text.length() - 3);
        long count = Args.number(new Word(digits, rate.quoted(), rate.span()), digits, 1, MOST_RATE);
        return count * 1000 / (perMinute ? 60 : 1);
    }
}
