package dev.weir.stats.count;

import dev.weir.config.directive.Assembly;
import dev.weir.core.variable.Template;
import dev.weir.core.variable.Variables;
import dev.weir.core.ws.FrameTap;
import dev.weir.core.ws.WsSession;
import java.util.List;

/**
 * Lets a location's connections be counted in zones too. It makes no taps of its own: it tells the {@link CounterTap},
 * which has been opened before.
 *
 * <p>Thread: any; {@code open} that of the connection's worker.
 */
record ZoneTap(List<Use> uses) implements FrameTap.Factory {

    /** @param key null for a zone without one */
    private record Use(StatZone zone, Template key) {
        /** The series of a new connection; null when it is not counted. */
        TrafficSeries series(WsSession session) {
            if (key == null) {
                return zone.single();
            }
            String value = key.apply(session.exchange());
            return value.isEmpty() ? null : zone.of(value);
        }
    }

    /** Declares the zones; complaints about their keys go to the assembly's diagnostics. */
    static ZoneTap of(List<ZoneRule> rules, Assembly assembly) {
        StatZones zones = assembly.service(CounterBoard.class).zones();
        Variables variables = assembly.service(Variables.class);
        return new ZoneTap(rules.stream()
                .map(rule -> {
                    StatZone zone = zones.declare(rule);
                    if (rule.key() == null) {
                        return new Use(zone, null);
                    }
                    demandSameKey(zone, rule, assembly);
                    return new Use(zone, assembly.at(rule.key(), variables::compile));
                })
                .toList());
    }

    /** As nginx has it with its zones: bills are made of these numbers, so they are neither mixed nor thrown away. */
    private static void demandSameKey(StatZone zone, ZoneRule rule, Assembly assembly) {
        if (!zone.mayCountBy(rule.key().text())) {
            assembly.diagnostics()
                    .error(
                            rule.key().span(),
                            "the zone \"" + rule.name().text() + "\" counts by \"" + zone.key()
                                    + "\" already and cannot go on by another key",
                            "name another zone: what this one has counted stays and is shown beside it");
        }
    }

    @Override
    public FrameTap open(WsSession session) {
        CounterTap counters = session.exchange().attachment(CounterTap.KEY);
        for (Use use : counters == null ? List.<Use>of() : uses) {
            TrafficSeries series = use.series(session);
            if (series != null) {
                counters.join(series.at(session.exchange().worker().index()));
            }
        }
        return null;
    }
}
