package dev.weir.stats.count;

import dev.weir.core.http.ByteText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * All zones by name. There is one for the life of the process, so what was counted survives a reload, also of a zone
 * that the new configuration does not name. While a configuration is built its new zones are not shown yet.
 *
 * <p>Thread: any; building is main's.
 */
public final class StatZones {
    private final Map<String, StatZone> zones = new ConcurrentSkipListMap<>();
    private final List<Runnable> declared = new ArrayList<>();

    /** A zone of a configuration that is being built. */
    StatZone declare(ZoneRule rule) {
        String name = ByteText.of(rule.name().text());
        StatZone zone = zones.computeIfAbsent(name, StatZone::new);
        declared.add(
                rule.key() == null
                        ? zone::declareSingle
                        : () -> zone.declareKeyed(rule.key().text(), rule.most()));
        return zone;
    }

    /** What was declared is in force. */
    public void enter() {
        declared.forEach(Runnable::run);
        declared.clear();
    }

    /** What was declared is not to be. */
    public void forget() {
        declared.clear();
    }

    /** Those that are or were in force, by name. */
    List<StatZone> all() {
        return zones.values().stream().filter(zone -> !zone.beside().isEmpty()).toList();
    }
}
