package dev.weir.dist.site;

import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import dev.weir.core.http.ByteText;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.HeaderFilter;
import dev.weir.core.http.Headers;
import dev.weir.core.http.Trailers;
import dev.weir.core.variable.Template;
import java.util.List;

/** What {@code add_header} or {@code add_trailer} says. */
record AddedHeader(String name, Word value, boolean always) {

    static Arg<AddedHeader> arg() {
        return Args.of("name value [always]", 2, 3, args -> {
            if (args.size() == 3 && !args.get(2).text().equals("always")) {
                throw new Refusal(args.get(2), "is not a parameter", "expected always");
            }
            return new AddedHeader(ByteText.of(args.get(0).text()), args.get(1), args.size() == 3);
        });
    }

    /** One with its value compiled. */
    private record Compiled(String name, Template value, boolean always, boolean replaces) {

        void apply(Exchange exchange, boolean usual, Headers.Builder fields) {
            if (!always && !usual) {
                return;
            }
            String now = value.apply(exchange);
            if (replaces) {
                fields.remove(name);
            }
            if (!now.isEmpty()) {
                fields.add(name, now);
            }
        }
    }

    private Compiled compile(Assembly assembly) {
        boolean replaces = name.equalsIgnoreCase("Last-Modified") || name.equalsIgnoreCase("ETag");
        return new Compiled(name, ContentFeature.template(value, assembly), always, replaces);
    }

    /** The filter that adds them in order; a validator replaces the one that is there. */
    static HeaderFilter filter(List<AddedHeader> added, Assembly assembly) {
        List<Compiled> all = added.stream().map(a -> a.compile(assembly)).toList();
        return (exchange, status, fields) -> {
            boolean usual = isUsual(status);
            for (Compiled one : all) {
                one.apply(exchange, usual, fields);
            }
        };
    }

    /** The same behind the body. */
    static Trailers trailers(List<AddedHeader> added, Assembly assembly) {
        boolean always = added.stream().anyMatch(AddedHeader::always);
        HeaderFilter filter = filter(added, assembly);
        return new Trailers() {
            @Override
            public boolean isExpected(int status) {
                return always || isUsual(status);
            }

            @Override
            public void apply(Exchange exchange, int status, Headers.Builder fields) {
                filter.apply(exchange, status, fields);
            }
        };
    }

    /** Statuses whose responses get the fields without {@code always}. */
    static boolean isUsual(int status) {
        return switch (status) {
            case 101, 200, 201, 204, 206, 301, 302, 303, 304, 307, 308 -> true;
            default -> false;
        };
    }
}
