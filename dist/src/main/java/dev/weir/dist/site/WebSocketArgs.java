package dev.weir.dist.site;

import dev.weir.config.directive.Args;
import dev.weir.config.directive.KeyedWords;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import dev.weir.core.ws.CloseCode;
import dev.weir.core.ws.OriginName;
import dev.weir.core.ws.OriginRule;
import dev.weir.core.ws.WsOptions.Allowance;
import dev.weir.core.ws.WsOptions.Drain;
import dev.weir.core.ws.WsOptions.Full;
import dev.weir.core.ws.WsOptions.MessageSize;
import dev.weir.core.ws.WsOptions.Ping;
import dev.weir.core.ws.WsOptions.Rate;
import dev.weir.core.ws.WsOptions.SendQueue;
import dev.weir.core.ws.WsOptions.Validation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the arguments of {@link WebSocketFeature}'s directives. Thread: any. */
final class WebSocketArgs {
    /** As long as nginx's units go: no connection lives to see it, and adding it to a clock does not overflow. */
    private static final Duration FOREVER = Duration.ofDays(36_500);

    private static final String PING_HELP = "expected client, upstream, both or off, then interval=30s timeout=10s";
    private static final String RATE_HELP = "expected messages=10/s bytes=64k/s burst=20 action=delay or action=close";
    private static final String ORIGIN_HELP =
            "expected any, or same and names such as example.com, *.example.com or https://example.com:8443";

    private WebSocketArgs() {}

    static Duration idleTimeout(List<Word> args) throws Refusal {
        Word word = args.get(0);
        Duration time = Args.isOff(word) ? Duration.ZERO : Args.time(word, word.text());
        return time.isZero() ? FOREVER : time;
    }

    static Ping ping(List<Word> args) throws Refusal {
        Word whom = args.get(0);
        Map<String, Word> keyed = KeyedWords.read(args.subList(1, args.size()), PING_HELP, "interval", "timeout");
        if (Args.isOff(whom) && args.size() > 1) {
            throw new Refusal(args.get(1), "cannot stand beside off", PING_HELP);
        }
        boolean client = whom.text().equals("client");
        boolean upstream = whom.text().equals("upstream");
        boolean both = whom.text().equals("both");
        if (Args.isOff(whom)) {
            return new Ping(false, false, Duration.ZERO, Duration.ZERO);
        }
        if (!client && !upstream && !both) {
            throw new Refusal(whom, "is not a valid value", PING_HELP);
        }
        if (!keyed.containsKey("interval")) {
            throw new Refusal(null, "does not say how often", "add interval=30s");
        }
        Duration timeout = keyed.containsKey("timeout") ? positive(keyed.get("timeout")) : Duration.ZERO;
        return new Ping(client || both, upstream || both, positive(keyed.get("interval")), timeout);
    }

    private static Duration positive(Word word) throws Refusal {
        Duration time = Args.time(word, word.text());
        if (time.isZero()) {
            throw new Refusal(word, "is too short a time", "expected a time such as 30s, 5m or 12h");
        }
        return time;
    }

    static MessageSize messageSize(List<Word> args) throws Refusal {
        long both = sizeOrOff(args.get(0));
        Map<String, Word> keyed = KeyedWords.read(
                args.subList(1, args.size()), "expected client=64k or upstream=1m", "client", "upstream");
        long client = keyed.containsKey("client") ? sizeOrOff(keyed.get("client")) : both;
        long upstream = keyed.containsKey("upstream") ? sizeOrOff(keyed.get("upstream")) : both;
        return new MessageSize(client, upstream);
    }

    private static long sizeOrOff(Word word) throws Refusal {
        return Args.isOff(word) ? 0 : Args.bytes(word, word.text());
    }

    static SendQueue sendQueue(List<Word> args) throws Refusal {
        long bytes = Args.bytes(args.get(0), args.get(0).text());
        if (bytes == 0) {
            throw new Refusal(args.get(0), "is too small a size", "expected a size such as 64k or 1m");
        }
        String help = "expected full=pause, full=drop or full=close";
        Word full = KeyedWords.read(args.subList(1, args.size()), help, "full").get("full");
        if (full == null) {
            return new SendQueue(bytes, null);
        }
        return switch (full.text()) {
            case "pause" -> new SendQueue(bytes, Full.PAUSE);
            case "drop" -> new SendQueue(bytes, Full.DROP);
            case "close" -> new SendQueue(bytes, Full.CLOSE);
            default -> throw new Refusal(full, "is not a valid value", help);
        };
    }

    static Rate rate(List<Word> args) throws Refusal {
        if (args.size() == 1 && Args.isOff(args.get(0))) {
            return new Rate(Allowance.NONE, Allowance.NONE, false);
        }
        Map<String, Word> keyed = KeyedWords.read(args, RATE_HELP, "messages", "bytes", "burst", "action");
        Word messages = keyed.get("messages");
        Word bytes = keyed.get("bytes");
        Word burst = keyed.get("burst");
        if (messages == null && bytes == null) {
            throw new Refusal(null, "limits nothing", "add messages=10/s, bytes=64k/s or both");
        }
        if (messages == null && burst != null) {
            throw new Refusal(burst, "is of no use without messages=", "add messages=10/s, or leave it out");
        }
        return new Rate(
                messages == null ? Allowance.NONE : perMessage(messages, burst),
                bytes == null ? Allowance.NONE : perByte(bytes),
                closes(keyed.get("action")));
    }

    private static boolean closes(Word action) throws Refusal {
        if (action == null || action.text().equals("delay")) {
            return false;
        }
        if (!action.text().equals("close")) {
            throw new Refusal(action, "is not a valid value", "expected action=delay or action=close");
        }
        return true;
    }

    private static Allowance perMessage(Word word, Word burst) throws Refusal {
        String help = "expected messages a second or a minute, such as 10/s or 600/m";
        Duration period = period(word, help);
        long amount = amount(word, help, text -> Args.number(text, text.text(), 1, Integer.MAX_VALUE));
        long atOnce = burst == null ? amount : Args.number(burst, burst.text(), 1, Integer.MAX_VALUE);
        return new Allowance(amount, period, atOnce);
    }

    private static Allowance perByte(Word word) throws Refusal {
        String help = "expected bytes a second or a minute, such as 64k/s or 4m/m";
        Duration period = period(word, help);
        long amount = amount(word, help, text -> Args.bytes(text, text.text()));
        return new Allowance(amount, period, amount);
    }

    private static Duration period(Word word, String help) throws Refusal {
        if (word.text().endsWith("/s")) {
            return Duration.ofSeconds(1);
        }
        if (word.text().endsWith("/m")) {
            return Duration.ofMinutes(1);
        }
        throw new Refusal(word, "is not a valid rate", help);
    }

    /** What reads the number before the slash. */
    @FunctionalInterface
    private interface Reading {
        long read(Word word) throws Refusal;
    }

    private static long amount(Word word, String help, Reading reading) throws Refusal {
        String text = word.text().substring(0, word.text().length() - 2);
        long amount = 0;
        try {
            amount = reading.read(new Word(text, word.quoted(), word.span()));
        } catch (Refusal refusal) {
            throw new Refusal(word, "is not a valid rate", help);
        }
        if (amount < 1 || amount > Allowance.MOST) {
            throw new Refusal(word, amount < 1 ? "lets nothing through" : "is too high a rate", help);
        }
        return amount;
    }

    static OriginRule origin(List<Word> args) throws Refusal {
        boolean same = false;
        List<OriginName> names = new ArrayList<>();
        for (Word word : args) {
            if (word.text().equals("any")) {
                if (args.size() > 1) {
                    throw new Refusal(word, "cannot stand beside others", ORIGIN_HELP);
                }
                return OriginRule.ANY;
            } else if (word.text().equals("same")) {
                same = true;
            } else {
                names.add(name(word));
            }
        }
        return OriginRule.of(same, names);
    }

    private static OriginName name(Word word) throws Refusal {
        try {
            return OriginName.parse(word.text());
        } catch (IllegalArgumentException e) {
            throw new Refusal(word, e.getMessage(), ORIGIN_HELP);
        }
    }

    static Map<String, Validation> validations() {
        Map<String, Validation> choices = new LinkedHashMap<>();
        choices.put("off", Validation.OFF);
        choices.put("frames", Validation.FRAMES);
        choices.put("utf8", Validation.UTF8);
        return choices;
    }

    /** Whether it is loose. */
    static Map<String, Boolean> handshakes() {
        Map<String, Boolean> choices = new LinkedHashMap<>();
        choices.put("strict", false);
        choices.put("loose", true);
        return choices;
    }

    static Drain drain(List<Word> args) throws Refusal {
        Map<String, Word> keyed =
                KeyedWords.read(args.subList(1, args.size()), "expected spread=10s or code=1001", "spread", "code");
        boolean off = Args.isOff(args.get(0));
        if (off && args.size() > 1) {
            throw new Refusal(args.get(1), "cannot stand beside off", "expected a time such as 30s first");
        }
        Duration time = off ? Duration.ZERO : positive(args.get(0));
        Word spreading = keyed.get("spread");
        Duration spread = spreading == null ? Duration.ZERO : Args.time(spreading, spreading.text());
        if (spread.compareTo(time) > 0) {
            throw new Refusal(
                    spreading,
                    "is longer than the whole time",
                    "expected at most " + args.get(0).text());
        }
        return new Drain(time, spread, code(keyed.get("code")));
    }

    private static int code(Word word) throws Refusal {
        int code = word == null ? CloseCode.GOING_AWAY : Args.number(word, word.text(), 1000, 4999);
        if (!CloseCode.isOnWire(code)) {
            throw new Refusal(
                    word, "is not a code that a Close frame may hold", "expected 1000 to 1014 or 3000 to 4999");
        }
        return code;
    }
}
