package dev.weir.dist.site;

import static dev.weir.config.directive.Context.HTTP;

import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import java.util.List;

/** nginx's map module. Thread: any; stateless. */
public final class MapFeature implements Feature {

    /** What stands between {@code map} and its brace. */
    record MapHead(Word source, String name, Word nameWord) {
        static Arg<MapHead> arg() {
            return Args.of("string $variable", 2, 2, args -> {
                Word name = args.get(1);
                if (!name.text().startsWith("$") || name.text().length() < 2) {
                    throw new Refusal(name, "is not a valid variable name", "expected a name such as $backend");
                }
                return new MapHead(args.get(0), name.text().substring(1), name);
            });
        }
    }

    public static final Directive<MapHead> MAP = Directive.named("map")
            .in(HTTP)
            .doc("A variable whose value another text chooses: by equal text without case, with `hostnames` by"
                    + " wildcard, by `~expression` or `~*expression`; else `default`. Values may contain variables.")
            .example("map $http_upgrade $connection_upgrade { default upgrade; '' close; }")
            .takes(MapHead.arg())
            .opensEntries();

    private static final Directive<Integer> MAP_HASH_MAX_SIZE = sizing("map_hash_max_size");

    private static final Directive<Integer> MAP_HASH_BUCKET_SIZE = sizing("map_hash_bucket_size");

    private static Directive<Integer> sizing(String name) {
        return Directive.named(name)
                .in(HTTP)
                .doc("Accepted without effect: Weir's tables size themselves.")
                .example(name + " 128;")
                .takes(Args.number(1, Integer.MAX_VALUE));
    }

    @Override
    public List<Directive<?>> directives() {
        return List.of(MAP, MAP_HASH_MAX_SIZE, MAP_HASH_BUCKET_SIZE);
    }
}
