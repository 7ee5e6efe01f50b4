package dev.weir.stats.count;

import dev.weir.testkit.Json;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lays JSON out flat: all numbers and strings by paths such as {@code client.frames} and {@code workers[0].worker}. */
final class JsonCheck {
    private JsonCheck() {}

    static Map<String, String> read(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        put(values, "", Json.read(text));
        return values;
    }

    private static void put(Map<String, String> values, String path, Json json) {
        if (json.value() instanceof Map<?, ?> members) {
            members.forEach(
                    (name, member) -> put(values, path.isEmpty() ? "" + name : path + "." + name, (Json) member));
        } else if (json.value() instanceof List<?> elements) {
            for (int i = 0; i < elements.size(); i++) {
                put(values, path + "[" + i + "]", (Json) elements.get(i));
            }
        } else {
            Object value = json.value();
            values.put(path, value instanceof BigDecimal number ? number.toPlainString() : (String) value);
        }
    }
}
