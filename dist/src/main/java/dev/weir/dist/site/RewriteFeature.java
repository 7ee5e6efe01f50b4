package dev.weir.dist.site;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.LOCATION;
import static dev.weir.config.directive.Context.LOCATION_IF;
import static dev.weir.config.directive.Context.SERVER;
import static dev.weir.config.directive.Context.SERVER_IF;

import dev.weir.config.directive.Args;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import java.util.List;

/** nginx's rewrite module. Thread: any; stateless. */
public final class RewriteFeature implements Feature {
    private static final String IF_DOC = "What it encloses is done if the condition holds: a variable is neither empty"
            + " nor `0`; it is equal (`=`, `!=`) to a text; it matches (`~`, `~*` without case, `!~`, `!~*`) an"
            + " expression, which leaves captures; a file is there (`-f`), a folder (`-d`), either (`-e`), or may be"
            + " executed (`-x`), each also with `!` before.";

    public static final Directive<IfCondition> IF_IN_SERVER = Directive.named("if")
            .in(SERVER)
            .doc(IF_DOC)
            .example("if ($host != example.com) { return 404; }")
            .takes(IfCondition.arg())
            .opens(SERVER_IF);

    public static final Directive<IfCondition> IF_IN_LOCATION = Directive.named("if")
            .in(LOCATION)
            .doc(IF_DOC + " Other directives in it govern the rest of the request.")
            .example("if ($request_method = POST) { return 405; }")
            .takes(IfCondition.arg())
            .opens(LOCATION_IF);

    public static final Directive<List<SetRule>> SET = Directive.named("set")
            .in(SERVER, SERVER_IF, LOCATION, LOCATION_IF)
            .doc("Gives a variable a value for this request.")
            .example("set $backend http://127.0.0.1:9000;")
            .takes(SetRule.arg())
            .perLevel()
            .repeatable();

    public static final Directive<List<RewriteRule>> REWRITE = Directive.named("rewrite")
            .in(SERVER, SERVER_IF, LOCATION, LOCATION_IF)
            .doc("Replaces a path that matches the expression; the request's arguments are added unless the"
                    + " replacement ends with `?`. `last` looks for a location at once, `break` stays in this one,"
                    + " `redirect` and `permanent` send the client there by 302 or 301, as 302 also does where the"
                    + " replacement begins with `http://`, `https://` or `$scheme`.")
            .example("rewrite ^/old/(.*)$ /new/$1 last;")
            .takes(RewriteRule.arg())
            .perLevel()
            .repeatable();

    public static final Directive<List<Boolean>> BREAK = Directive.named("break")
            .in(SERVER, SERVER_IF, LOCATION, LOCATION_IF)
            .doc("Ends the rewriting here; the location stays.")
            .example("break;")
            .takes(Args.none())
            .perLevel()
            .repeatable();

    public static final Directive<List<ReturnAnswer>> RETURN = Directive.named("return")
            .in(SERVER, SERVER_IF, LOCATION, LOCATION_IF)
            .doc("Answers at once: with a status, with a status and a text, or with a redirect. 444 cuts the"
                    + " connection.")
            .example("return 301 https://example.com$request_uri;")
            .takes(ReturnAnswer.arg())
            .perLevel()
            .repeatable();

    public static final Directive<Boolean> REWRITE_LOG = Directive.named("rewrite_log")
            .in(HTTP, SERVER, SERVER_IF, LOCATION, LOCATION_IF)
            .doc("Whether the error log tells, at level `notice`, what rewriting does.")
            .example("rewrite_log on;")
            .takes(Args.flag())
            .defaultsTo(false, "off");

    public static final Directive<Boolean> UNINITIALIZED_VARIABLE_WARN = Directive.named("uninitialized_variable_warn")
            .in(HTTP, SERVER, SERVER_IF, LOCATION, LOCATION_IF)
            .doc("Whether the error log tells of variables that are used and were never `set`.")
            .example("uninitialized_variable_warn off;")
            .takes(Args.flag())
            .defaultsTo(true, "on");

    @Override
    public List<Directive<?>> directives() {
        return List.of(
                IF_IN_SERVER, IF_IN_LOCATION, SET, REWRITE, BREAK, RETURN, REWRITE_LOG, UNINITIALIZED_VARIABLE_WARN);
    }
}
