package dev.weir.config.directive;

import dev.weir.config.syntax.Word;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All directives of a list of features, found by name and context.
 *
 * <p>One name may be declared several times for different contexts ({@code server} in {@code http} and in
 * {@code upstream}). Thread: any; immutable but for a lazily read list of names, for which racing readers do the same.
 */
public final class Catalog {

    /** Part of the language itself: expanded before binding, so that only wrong uses of it are ever bound. */
    public static final Directive<Word> INCLUDE = Directive.named("include")
            .in(Context.MAIN, Context.values())
            .doc("Reads another *file*, or the files that match a *mask*, as if their text stood here. Relative names "
                    + "start at the directory of the main configuration file. A mask may match nothing.")
            .example("include conf.d/*.conf;")
            .takes(Args.word("file | mask"));

    private final List<Feature> features;
    private final List<Directive<?>> directives = new ArrayList<>();
    private final Map<Class<?>, List<Directive<?>>> makers = new HashMap<>();
    private final Map<String, List<Directive<?>>> byName = new HashMap<>();
    private volatile Set<String> nginxNames;

    /**
     * @throws IllegalArgumentException when two directives of one name share a context: a mistake of ours
     */
    public Catalog(List<Feature> features) {
        this.features = List.copyOf(features);
        add(INCLUDE);
        for (Feature feature : features) {
            for (Directive<?> directive : feature.directives()) {
                add(directive);
                directives.add(directive);
                if (directive.makes() != null) {
                    makers.computeIfAbsent(directive.makes(), k -> new ArrayList<>())
                            .add(directive);
                }
            }
        }
    }

    private void add(Directive<?> directive) {
        List<Directive<?>> known = byName.computeIfAbsent(directive.name(), n -> new ArrayList<>(1));
        for (Directive<?> other : known) {
            for (Context context : directive.contexts()) {
                if (other.contexts().contains(context)) {
                    throw new IllegalArgumentException(
                            "two directives are named " + directive + " in " + context.label());
                }
            }
        }
        known.add(directive);
    }

    /** The directive of a name in a context; null when there is none. */
    public Directive<?> find(String name, Context context) {
        for (Directive<?> directive : named(name)) {
            if (directive.contexts().contains(context)) {
                return directive;
            }
        }
        return null;
    }

    /** All directives of a name, whatever their contexts. */
    public List<Directive<?>> named(String name) {
        return byName.getOrDefault(name, List.of());
    }

    /** The names that may stand in a context, sorted. */
    public List<String> names(Context context) {
        List<String> names = new ArrayList<>();
        for (String name : byName.keySet()) {
            if (find(name, context) != null) {
                names.add(name);
            }
        }
        names.sort(null);
        return names;
    }

    /** All names, sorted. */
    public List<String> names() {
        List<String> names = new ArrayList<>(byName.keySet());
        names.sort(null);
        return names;
    }

    /** The features' directives in their order, without {@link #INCLUDE}. */
    public List<Directive<?>> directives() {
        return List.copyOf(directives);
    }

    /** Those of {@link #directives} that make parts of a kind: few enough to be asked for each location. */
    public List<Directive<?>> makers(Class<?> kind) {
        return Collections.unmodifiableList(makers.getOrDefault(kind, List.of()));
    }

    public List<Feature> features() {
        return features;
    }

    /** Whether stock nginx has a directive of this name. */
    public boolean isKnownToNginx(String name) {
        return nginxNames().contains(name);
    }

    /** The names of all directives of stock nginx, in no order. */
    public Set<String> nginxNames() {
        if (nginxNames == null) {
            nginxNames = NginxNames.read();
        }
        return nginxNames;
    }
}
