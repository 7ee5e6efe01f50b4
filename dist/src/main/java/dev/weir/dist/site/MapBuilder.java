package dev.weir.dist.site;

import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Refusal;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Statement;
import dev.weir.config.syntax.Word;
import dev.weir.core.variable.MapVariable;
import dev.weir.core.variable.Regex;
import dev.weir.core.variable.Template;
import dev.weir.core.variable.Variable;
import dev.weir.core.variable.Variables;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Builds the variables of all {@code map} blocks. They may name one another in any order, so all are defined before any
 * is filled.
 *
 * <p>Thread: the one that builds the configuration.
 */
final class MapBuilder {
    private final Assembly assembly;
    private final Diagnostics diagnostics;
    private final Variables variables;
    private final Map<Scope, MapVariable> maps = new LinkedHashMap<>();

    private MapBuilder(Assembly assembly) {
        this.assembly = assembly;
        this.diagnostics = assembly.diagnostics();
        this.variables = assembly.service(Variables.class);
    }

    /** Makes the variables known, without their values. */
    static MapBuilder define(List<Scope> blocks, Assembly assembly) {
        MapBuilder builder = new MapBuilder(assembly);
        blocks.forEach(builder::define);
        return builder;
    }

    /** Gives them their values, which may name any variable. */
    void fill() {
        maps.forEach(this::fill);
        maps.forEach(this::refuseCycles);
        maps.forEach((block, map) -> {
            if (block.entries().stream().noneMatch(e -> isParameter(e, "volatile"))) {
                map.remember();
            }
        });
    }

    private void define(Scope block) {
        MapVariable map = new MapVariable();
        String name = block.head(MapFeature.MAP).name().toLowerCase(Locale.ROOT);
        variables.redefine(name, "Chosen by a `map`.", map);
        maps.put(block, map);
        for (Statement entry : block.entries()) {
            Word key = entry.name();
            if (isExpression(key)) {
                Regex regex = compile(key);
                if (regex != null) {
                    regex.defineNames(variables);
                }
            }
        }
    }

    private void fill(Scope block, MapVariable map) {
        Template source = template(block.head(MapFeature.MAP).source());
        if (source != null) {
            map.source(source);
        }
        if (block.entries().stream().anyMatch(e -> isParameter(e, "hostnames"))) {
            map.hostnames();
        }
        for (Statement entry : block.entries()) {
            fill(entry, map);
        }
    }

    private void fill(Statement entry, MapVariable map) {
        if (isParameter(entry, "hostnames") || isParameter(entry, "volatile")) {
            return;
        }
        if (entry.args().size() != 1 || entry instanceof Statement.Block) {
            diagnostics.error(entry.span(), "a map entry is a key and one value", "quote a value that has spaces");
            return;
        }
        Template value = template(entry.args().get(0));
        if (value != null) {
            add(entry.name(), value, map);
        }
    }

    private void add(Word key, Template value, MapVariable map) {
        if (!key.quoted() && key.text().equals("default")) {
            if (!map.otherwise(value)) {
                diagnostics.error(key.span(), "this map has two entries \"default\"", null);
            }
        } else if (isExpression(key)) {
            Regex regex = compile(key);
            if (regex != null) {
                map.add(regex, value);
            }
        } else {
            String text = key.text().startsWith("\\") ? key.text().substring(1) : key.text();
            if (!map.add(text, value)) {
                diagnostics.error(key.span(), "the key \"" + text + "\" stands twice in this map", null);
            }
        }
    }

    private static boolean isParameter(Statement entry, String word) {
        return entry.args().isEmpty() && entry.name().text().equals(word);
    }

    private static boolean isExpression(Word key) {
        return key.text().startsWith("~");
    }

    private Regex compile(Word key) {
        boolean ignoreCase = key.text().startsWith("~*");
        try {
            return Expressions.compile(key, key.text().substring(ignoreCase ? 2 : 1), ignoreCase);
        } catch (Refusal refusal) {
            diagnostics.error(key.span(), "\"" + key.text() + "\" " + refusal.getMessage(), refusal.help());
            return null;
        }
    }

    private Template template(Word word) {
        return assembly.at(word, variables::compile);
    }

    private void refuseCycles(Scope block, MapVariable map) {
        if (reaches(map, map, new HashSet<>())) {
            MapFeature.MapHead head = block.head(MapFeature.MAP);
            diagnostics.error(head.nameWord().span(), "the value of \"$" + head.name() + "\" depends on itself", null);
        }
    }

    private static boolean reaches(MapVariable from, MapVariable wanted, Set<MapVariable> seen) {
        for (Template input : from.inputs()) {
            for (Template.Piece piece : input.pieces()) {
                Variable variable = piece.variable();
                if (variable == wanted) {
                    return true;
                }
                if (variable instanceof MapVariable next && seen.add(next) && reaches(next, wanted, seen)) {
                    return true;
                }
            }
        }
        return false;
    }
}
