package dev.weir.dist.site;

import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import java.time.Duration;

/**
 * What {@code keepalive_timeout} says.
 *
 * @param idle how long an idle connection stays open
 * @param header what the {@code Keep-Alive} field says; zero sends none
 */
record KeepaliveTimeout(Duration idle, Duration header) {

    static Arg<KeepaliveTimeout> arg() {
        return Args.of("timeout [header_timeout]", 1, 2, args -> {
            Duration idle = Args.millis(args.get(0), args.get(0).text());
            Duration header = args.size() < 2
                    ? Duration.ZERO
                    : Args.seconds(args.get(1), args.get(1).text());
            return new KeepaliveTimeout(idle, header);
        });
    }
}
