package dev.weir.dist.site;

import static dev.weir.config.directive.Context.HTTP;

import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import java.util.List;

/** nginx's geo and split clients modules. Thread: any; stateless. */
public final class GeoFeature implements Feature {

    /** What stands before the brace: the text that is looked at, null for the client's address, and the variable. */
    record Head(Word source, Word variable) {
        static Arg<Head> geo() {
            return Args.of("[$address] $variable", 1, 2, args -> head(args.size() == 1 ? null : args.get(0), args));
        }

        static Arg<Head> split() {
            return Args.of("string $variable", 2, 2, args -> head(args.get(0), args));
        }

        private static Head head(Word source, List<Word> args) throws Refusal {
            Word name = args.get(args.size() - 1);
            if (!name.text().startsWith("$") || name.text().length() < 2) {
                throw new Refusal(name, "is not a valid variable name", "expected a name such as $backend");
            }
            return new Head(source, Args.part(name, name.text().substring(1)));
        }
    }

    public static final Directive<Head> GEO = Directive.named("geo")
            .in(HTTP)
            .doc("A variable whose value an address chooses, the client's or that of another variable: by the smallest"
                    + " network that it lies in, or, with `ranges` first, by ranges of IPv4 addresses. Addresses of"
                    + " `proxy` networks are replaced by the last one of `X-Forwarded-For`, with `proxy_recursive` by"
                    + " the last one that is no such proxy. `delete` takes a network out again.")
            .example("geo $office { default 0; 192.0.2.0/24 1; }")
            .takes(Head.geo())
            .opensEntries();

    public static final Directive<Head> SPLIT_CLIENTS = Directive.named("split_clients")
            .in(HTTP)
            .doc("A variable whose value the hash of a text chooses, each for its share of all texts.")
            .example("split_clients $remote_addr $variant { 50% a; * b; }")
            .takes(Head.split())
            .opensEntries();

    @Override
    public List<Directive<?>> directives() {
        return List.of(GEO, SPLIT_CLIENTS);
    }
}
