package dev.weir.dist.site;

import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.directive.Assembly;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Statement;
import dev.weir.config.syntax.Word;
import dev.weir.core.geo.GeoVariable;
import dev.weir.core.geo.Network;
import dev.weir.core.geo.NetworkTable;
import dev.weir.core.geo.Proxies;
import dev.weir.core.geo.RangeTable;
import dev.weir.core.http.ByteText;
import dev.weir.core.variable.Variables;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Builds the variables of all {@code geo} blocks.
 *
 * <p>Thread: the one that builds the configuration.
 */
final class GeoBuilder {
    private final Assembly assembly;
    private final Diagnostics diagnostics;
    private final Map<Scope, GeoVariable> variables = new LinkedHashMap<>();

    private GeoBuilder(Assembly assembly) {
        this.assembly = assembly;
        this.diagnostics = assembly.diagnostics();
    }

    /** Makes the variables known, without their values. */
    static GeoBuilder define(List<Scope> blocks, Assembly assembly) {
        GeoBuilder builder = new GeoBuilder(assembly);
        for (Scope block : blocks) {
            GeoVariable variable = new GeoVariable();
            String name = block.head(GeoFeature.GEO).variable().text().toLowerCase(Locale.ROOT);
            assembly.service(Variables.class).redefine(name, "Chosen by a `geo`.", variable);
            builder.variables.put(block, variable);
        }
        return builder;
    }

    void fill() {
        variables.forEach(this::fill);
    }

    private void fill(Scope block, GeoVariable variable) {
        Word source = block.head(GeoFeature.GEO).source();
        if (source != null) {
            variable.source(ContentFeature.template(source, assembly));
        }
        new Filling(variable).run(block.entries());
    }

    /** One block while it is read. Thread: the one that builds the configuration. */
    private final class Filling {
        private final GeoVariable variable;
        private final NetworkTable networks = new NetworkTable();
        private final RangeTable ranges = new RangeTable();
        private final List<Network> proxies = new ArrayList<>();
        private boolean byRange;
        private boolean recursive;
        private boolean forgets;
        private boolean begun;

        Filling(GeoVariable variable) {
            this.variable = variable;
        }

        void run(List<Statement> entries) {
            entries.forEach(this::entry);
            if (byRange) {
                variable.values(ranges);
            } else {
                variable.values(networks);
            }
            variable.proxies(new Proxies(proxies, recursive));
            if (!forgets) {
                variable.remember();
            }
        }

        private void entry(Statement entry) {
            Word key = entry.name();
            if (entry.args().isEmpty() && parameter(key)) {
                return;
            }
            if (entry.args().size() != 1 || entry instanceof Statement.Block) {
                diagnostics.error(entry.span(), "a geo entry is a network and one value", "end each entry with ;");
                return;
            }
            Word value = entry.args().get(0);
            switch (key.text()) {
                case "default" -> variable.otherwise(ByteText.of(value.text()));
                case "proxy" -> proxy(value);
                case "delete" -> delete(value);
                default -> put(key, ByteText.of(value.text()));
            }
        }

        private boolean parameter(Word word) {
            switch (word.text()) {
                case "ranges" -> {
                    if (begun) {
                        diagnostics.error(word.span(), "\"ranges\" must come first in a geo block", null);
                    }
                    byRange = true;
                }
                case "proxy_recursive" -> recursive = true;
                case "volatile" -> forgets = true;
                default -> {
                    return false;
                }
            }
            return true;
        }

        private void proxy(Word word) {
            Network network = network(word);
            if (network != null) {
                proxies.add(network);
            }
        }

        private void delete(Word word) {
            begun = true;
            long[] range = byRange ? range(word) : null;
            Network network = byRange ? null : network(word);
            boolean gone =
                    range != null && ranges.remove(range[0], range[1]) || network != null && networks.remove(network);
            if (!gone && (range != null || network != null)) {
                diagnostics.warning(word.span(), "\"" + word.text() + "\" is not there to be deleted", null);
            }
        }

        private void put(Word key, String value) {
            begun = true;
            long[] range = byRange ? range(key) : null;
            Network network = byRange ? null : network(key);
            String before = range != null
                    ? ranges.put(range[0], range[1], value)
                    : network != null ? networks.put(network, value) : null;
            if (before != null) {
                diagnostics.warning(
                        key.span(),
                        "\"" + key.text() + "\" stands twice in this geo",
                        "the last one counts; the value before was \"" + before + "\"");
            }
        }

        private Network network(Word word) {
            Network network = Network.parse(word.text());
            if (network == null) {
                diagnostics.error(
                        word.span(),
                        "\"" + word.text() + "\" is not a valid network",
                        "expected such as 192.0.2.0/24 or 2001:db8::/32");
            }
            return network;
        }

        private long[] range(Word word) {
            int dash = word.text().indexOf('-');
            long start = dash < 0 ? -1 : RangeTable.number(word.text().substring(0, dash));
            long end = dash < 0 ? -1 : RangeTable.number(word.text().substring(dash + 1));
            if (start < 0 || end < start) {
                diagnostics.error(
                        word.span(),
                        "\"" + word.text() + "\" is not a valid range",
                        "expected such as 192.0.2.1-192.0.2.9");
                return null;
            }
            return new long[] {start, end};
        }
    }
}
