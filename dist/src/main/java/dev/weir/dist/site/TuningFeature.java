package dev.weir.dist.site;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.LOCATION;
import static dev.weir.config.directive.Context.SERVER;

import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Directives that tune machinery of nginx's which Weir does not have: they stand in many files and change nothing.
 *
 * <p>Thread: any; stateless.
 */
public final class TuningFeature implements Feature {

    private static <T> Directive<T> tuning(String example, String why, Arg<T> arg) {
        return Directive.named(example.substring(0, example.indexOf(' ')))
                .in(HTTP, SERVER, LOCATION)
                .doc("Accepted without effect: " + why)
                .example(example)
                .takes(arg);
    }

    private static Directive<Integer> pool(String example) {
        return Directive.named(example.substring(0, example.indexOf(' ')))
                .in(HTTP, SERVER)
                .doc("Accepted without effect: Weir has no memory pools.")
                .example(example)
                .takes(Args.size());
    }

    private static Arg<List<Word>> conditions() {
        return Args.words("value ...", 1, Integer.MAX_VALUE);
    }

    /** {@code off} or what else there is to say. */
    private static <T> Arg<List<Word>> offOr(Arg<T> arg) {
        return Args.of("off | " + arg.usage(), 1, arg.max(), args -> {
            if (args.size() > 1 || !Args.isOff(args.get(0))) {
                arg.read(args);
            }
            return args;
        });
    }

    private static Arg<List<Word>> aio() {
        return Args.of("on | off | threads[=pool]", 1, 1, args -> {
            String text = args.get(0).text();
            if (!Set.of("on", "off", "threads").contains(text) && !text.startsWith("threads=")) {
                throw new Refusal(args.get(0), "is not a valid value", "expected on, off or threads");
            }
            return args;
        });
    }

    private static Arg<List<Word>> cache() {
        return Args.of("max=number [inactive=time]", 1, 2, args -> {
            boolean bounded = false;
            for (Word word : args) {
                if (Args.keyed(word, "max") != null) {
                    Args.number(word, Args.keyed(word, "max"), 1, Integer.MAX_VALUE);
                    bounded = true;
                } else if (Args.keyed(word, "inactive") != null) {
                    Args.seconds(word, Args.keyed(word, "inactive"));
                } else {
                    throw new Refusal(word, "is not a parameter", "expected off, max=number or inactive=time");
                }
            }
            if (!bounded) {
                throw new Refusal(args.get(0), "is not enough", "add max=number");
            }
            return args;
        });
    }

    private static Arg<Duration> seconds() {
        return Args.of(
                "time", 1, 1, args -> Args.seconds(args.get(0), args.get(0).text()));
    }

    @Override
    public List<Directive<?>> directives() {
        Arg<Integer> number = Args.number(1, Integer.MAX_VALUE);
        String writes = "Weir writes what is ready at the end of each turn of its loop.";
        String files = "Weir opens a file when it is asked for.";
        String tables = "Weir's tables grow as they need.";
        String cache = "Weir keeps no cache, so nothing is to be kept out of it.";
        String temporary = "bodies that memory does not hold go to files of the system's folder for temporary files.";
        return List.of(
                pool("connection_pool_size 512;"),
                pool("request_pool_size 4k;"),
                tuning("proxy_temp_path /var/tmp/proxy 1 2;", temporary, BodyFeature.Place.arg()),
                tuning("proxy_temp_file_write_size 16k;", temporary, Args.size()),
                tuning("proxy_busy_buffers_size 8k;", "what is ready for the client is sent.", Args.size()),
                tuning("proxy_headers_hash_max_size 1024;", tables, number),
                tuning("proxy_headers_hash_bucket_size 128;", tables, number),
                tuning("proxy_send_lowat 0;", "Linux has no such mark.", Args.size()),
                tuning("proxy_socket_keepalive on;", "the proxy's own timeouts end silent connections.", Args.flag()),
                tuning("proxy_no_cache $http_pragma;", cache, conditions()).joins(Choices::both),
                tuning("proxy_cache_bypass $http_upgrade;", cache, conditions()).joins(Choices::both),
                tuning("output_buffers 2 32k;", writes, Args.numberAndSize(1)),
                tuning("postpone_output 1460;", writes, Args.size()),
                tuning("read_ahead 0;", files, Args.size()),
                tuning("directio off;", files, offOr(Args.offset())),
                tuning("sendfile_max_chunk 2m;", writes, Args.size()),
                tuning("send_lowat 0;", writes, Args.size()),
                tuning("reset_timedout_connection off;", "the system closes a connection that timed out.", Args.flag()),
                tuning("keepalive_min_timeout 0;", "an idle connection is closed as soon as Weir ends.", Args.time()),
                tuning("msie_padding on;", "no page is padded for browsers that hide short ones.", Args.flag()),
                tuning("msie_refresh off;", "redirects are redirects for every browser.", Args.flag()),
                tuning("directio_alignment 512;", files, Args.offset()),
                tuning("aio off;", files, aio()),
                tuning("open_file_cache off;", files, offOr(cache())),
                tuning("open_file_cache_valid 60s;", files, seconds()),
                tuning("open_file_cache_min_uses 1;", files, number),
                tuning("open_file_cache_errors off;", files, Args.flag()),
                tuning(
                        "client_body_in_single_buffer off;",
                        "a handler sees a body in whatever pieces it came.",
                        Args.flag()));
    }
}
