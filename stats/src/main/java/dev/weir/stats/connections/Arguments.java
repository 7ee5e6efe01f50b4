package dev.weir.stats.connections;

import dev.weir.core.http.ByteText;
import dev.weir.core.http.HttpFault;
import dev.weir.core.http.RequestTarget;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The arguments of a request, each taken once. What nobody took is refused: a misspelt filter must not mean all
 * connections.
 *
 * <p>Thread: the one that made it.
 */
final class Arguments {
    private final Map<String, String> values = new LinkedHashMap<>();

    /**
     * Takes a query apart; {@code +} is a blank, as forms and scripts of a page write it.
     *
     * @param query without {@code ?}; null for none
     */
    Arguments(String query) throws BadQuery {
        if (query == null) {
            return;
        }
        for (String argument : query.split("&")) {
            if (!argument.isEmpty()) {
                int equals = argument.indexOf('=');
                String name = decode(equals < 0 ? argument : argument.substring(0, equals));
                String value = equals < 0 ? null : decode(argument.substring(equals + 1));
                if (values.containsKey(name)) {
                    throw new BadQuery(shown(name) + " is there twice");
                }
                values.put(name, value);
            }
        }
    }

    private static String decode(String bytes) throws BadQuery {
        try {
            String decoded = RequestTarget.decode(bytes.replace('+', ' '));
            String text = ByteText.decode(decoded);
            if (ByteText.of(text).equals(decoded)) {
                return text;
            }
        } catch (HttpFault badEscape) {
            throw new BadQuery("the arguments hold a \"%\" that escapes nothing");
        }
        throw new BadQuery("the arguments are not UTF-8");
    }

    /**
     * Takes an argument out.
     *
     * @return its value; null when it is not there
     * @throws BadQuery when it has no value: a script whose variable is empty means nothing by it
     */
    String take(String name) throws BadQuery {
        if (!values.containsKey(name)) {
            return null;
        }
        String value = values.remove(name);
        if (value == null || value.isEmpty()) {
            throw new BadQuery(name + " has no value");
        }
        return value;
    }

    /** Takes out an argument that is empty or has no value; false when it is not there. */
    boolean takeFlag(String name) throws BadQuery {
        if (!values.containsKey(name)) {
            return false;
        }
        String value = values.remove(name);
        if (value != null && !value.isEmpty()) {
            throw new BadQuery(name + " takes no value");
        }
        return true;
    }

    /** Takes out all that are conditions; null when there are none. */
    Condition takeConditions() throws BadQuery {
        Condition all = null;
        for (String name : values.keySet().toArray(String[]::new)) {
            if (Condition.NAMES.contains(name)) {
                Condition one = Condition.of(name, take(name));
                all = all == null ? one : all.and(one);
            }
        }
        return all;
    }

    /** Nothing else may be there; {@code help} says what might have been meant. */
    void end(String help) throws BadQuery {
        if (!values.isEmpty()) {
            throw new BadQuery(shown(values.keySet().iterator().next()) + " is no argument here" + help);
        }
    }

    private static String shown(String name) {
        return '"' + ByteText.quote(ByteText.of(name)) + '"';
    }
}
