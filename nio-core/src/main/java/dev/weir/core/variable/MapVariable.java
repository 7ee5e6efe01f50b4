package dev.weir.core.variable;

import dev.weir.core.http.AttachmentKey;
import dev.weir.core.http.ByteText;
import dev.weir.core.http.Exchange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * nginx's {@code map}: a source text chooses a value. Exact keys without case, then (with {@code hostnames}) the
 * longest {@code *.name} and {@code name.*}, then expressions in order, then the default.
 *
 * <p>Thread: any; changed only while the configuration is built, {@link #isLive} likewise.
 */
public final class MapVariable implements Variable {
    private static final Template NOTHING = Template.literal("");

    private boolean hostnames;
    private Template source = NOTHING;
    private final Map<String, Template> exact = new HashMap<>();
    private final Map<String, Template> suffixes = new HashMap<>();
    private final Map<String, Template> prefixes = new HashMap<>();
    private final List<Choice> expressions = new ArrayList<>();
    private Template otherwise = NOTHING;
    private final List<Template> values = new ArrayList<>();
    private boolean asked;
    private AttachmentKey<String> chosen;

    private record Choice(Regex regex, Template value) {}

    /** Tells what it looks at; maps may name one another, so this comes after all of them are defined. */
    public void source(Template text) {
        source = text;
    }

    /** Keys may be wildcards of host names; before any key is added. */
    public void hostnames() {
        hostnames = true;
    }

    /** Adds a key. @return false when it is there already */
    public boolean add(String key, Template value) {
        values.add(value);
        String lower = lower(ByteText.of(key));
        if (hostnames && lower.startsWith("*.")) {
            return suffixes.putIfAbsent(lower.substring(1), value) == null;
        }
        if (hostnames && lower.startsWith(".")) {
            return suffixes.putIfAbsent(lower, value) == null & exact.putIfAbsent(lower.substring(1), value) == null;
        }
        if (hostnames && lower.endsWith(".*")) {
            return prefixes.putIfAbsent(lower.substring(0, lower.length() - 1), value) == null;
        }
        return exact.putIfAbsent(lower, value) == null;
    }

    public void add(Regex expression, Template value) {
        values.add(value);
        expressions.add(new Choice(expression, value));
    }

    /** What is chosen where no key fits; false when that was told before. */
    public boolean otherwise(Template value) {
        if (otherwise != NOTHING) {
            return false;
        }
        values.add(value);
        otherwise = value;
        return true;
    }

    /**
     * Lets an exchange remember what was chosen at first, as nginx does without {@code volatile}; after all maps are
     * filled. What may differ from frame to frame is never remembered.
     */
    public void remember() {
        chosen = isLive() ? null : new AttachmentKey<>();
    }

    @Override
    public boolean isLive() {
        if (asked) {
            return false;
        }
        asked = true;
        boolean live = source.isLive() || values.stream().anyMatch(Template::isLive);
        asked = false;
        return live;
    }

    /** What it reads: its source and its values. */
    public List<Template> inputs() {
        List<Template> inputs = new ArrayList<>(values);
        inputs.add(source);
        return inputs;
    }

    @Override
    public String value(Exchange exchange) {
        if (chosen == null) {
            return evaluate(exchange);
        }
        String value = exchange.attachment(chosen);
        if (value == null) {
            value = evaluate(exchange);
            exchange.attach(chosen, value);
        }
        return value;
    }

    private String evaluate(Exchange exchange) {
        String key = source.apply(exchange);
        return choose(key, exchange).apply(exchange);
    }

    private Template choose(String key, Exchange exchange) {
        String lower = lower(key);
        if (hostnames && lower.endsWith(".")) {
            lower = lower.substring(0, lower.length() - 1);
        }
        Template found = exact.get(lower);
        if (found == null && hostnames) {
            found = byWildcard(lower);
        }
        if (found != null) {
            return found;
        }
        for (Choice choice : expressions) {
            if (choice.regex.find(exchange, key)) {
                return choice.value;
            }
        }
        return otherwise;
    }

    private Template byWildcard(String name) {
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            Template found = suffixes.get(name.substring(dot));
            if (found != null) {
                return found;
            }
        }
        for (int dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
            Template found = prefixes.get(name.substring(0, dot + 1));
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
