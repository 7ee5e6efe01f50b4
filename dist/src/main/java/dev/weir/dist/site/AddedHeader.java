package dev.weir.dist.site;

import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import dev.weir.core.http.ByteText;
import dev.weir.core.http.HeaderFilter;
import dev.weir.core.variable.Template;

/** What {@code add_header} says. */
record AddedHeader(String name, Word value, boolean always) {

    static Arg<AddedHeader> arg() {
        return Args.of("name value [always]", 2, 3, args -> {
            if (args.size() == 3 && !args.get(2).text().equals("always")) {
                throw new Refusal(args.get(2), "is not a parameter", "expected always");
            }
            return new AddedHeader(ByteText.of(args.get(0).text()), args.get(1), args.size() == 3);
        });
    }

    /** The filter that adds it; {@code value} is compiled from {@link #value}. */
    HeaderFilter filter(Template text) {
        return (exchange, status, headers) -> {
            if (always || isUsual(status)) {
                String now = text.apply(exchange);
                if (!now.isEmpty()) {
                    headers.add(name, now);
                }
            }
        };
    }

    private static boolean isUsual(int status) {
        return switch (status) {
            case 101, 200, 201, 204, 206, 301, 302, 303, 304, 307, 308 -> true;
            default -> false;
        };
    }
}
