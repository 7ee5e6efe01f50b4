package dev.weir.stats.connections;

import static dev.weir.config.directive.Context.LOCATION;

import dev.weir.config.directive.Args;
import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import dev.weir.core.http.Handler;
import dev.weir.core.variable.Variables;
import java.util.List;

/** The location that lists and closes connections. Thread: the one that builds the configuration. */
public final class ConnectionsFeature implements Feature {

    /** The value says whether connections may be closed. */
    public static final Directive<Boolean> WS_CONNECTIONS = Directive.named("ws_connections")
            .in(LOCATION)
            .doc("Answers GET with the open WebSocket connections of the whole process as JSON: filtered by `id`, "
                    + "`kind`, `remote_addr`, `server`, `location`, `uri`, `upstream`, `peer`, `worker`, `min_age`, "
                    + "`max_age`, `idle` or `q`, sorted by `sort=` and `order=`, a page of `limit=` from `offset=` on; "
                    + "and GET of `/id` below the location with one of them. With `kill`, DELETE of `/id`, or of the "
                    + "location with a filter, or with `?all`, closes them: both sides get a Close with `code=` "
                    + "(1001 where none is given; 1000, 1001, 1008, 1011 to 1013, 3000 to 4999) and `reason=`, and "
                    + "`$ws_close_cause` is `kill`. Who may ask is for `allow`, `auth_basic` or a private listener "
                    + "to say.")
            .example("ws_connections kill;")
            .takes(Args.of("[read | kill]", 0, 1, ConnectionsFeature::kills))
            .perLevel()
            .makes(
                    Handler.class,
                    (kills, scope, assembly) ->
                            new ConnectionsHandler(assembly.service(OpenConnections.class), traits(assembly), kills));

    private static Traits traits(Assembly assembly) {
        return new Traits(assembly.service(Variables.class));
    }

    private static boolean kills(List<Word> args) throws Refusal {
        String mode = args.isEmpty() ? "read" : args.get(0).text();
        if (!mode.equals("read") && !mode.equals("kill")) {
            throw new Refusal(args.get(0), "is not a valid value", "expected read or kill");
        }
        return mode.equals("kill");
    }

    @Override
    public List<Directive<?>> directives() {
        return List.of(WS_CONNECTIONS);
    }
}
