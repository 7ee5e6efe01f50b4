package dev.weir.core.tls;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The values that were asked for last.
 *
 * <p>Thread: any; synchronized.
 */
public final class Recent<K, V> {
    private final Map<K, V> values;

    /** @param most how many are kept */
    public Recent(int most) {
        values = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    public synchronized V get(K key) {
        return values.get(key);
    }

    public synchronized void put(K key, V value) {
        values.put(key, value);
    }

    /** That of a key, made if it is not there. */
    public synchronized V get(K key, Function<K, V> make) {
        V known = values.get(key);
        if (known == null) {
            known = make.apply(key);
            values.put(key, known);
        }
        return known;
    }
}
