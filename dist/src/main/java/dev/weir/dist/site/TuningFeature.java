package dev.weir.dist.site;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.LOCATION;
import static dev.weir.config.directive.Context.SERVER;

import dev.weir.config.directive.Args;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.syntax.Word;
import java.util.List;

/**
 * Directives that tune machinery of nginx's which Weir does not have: they stand in many files and change nothing.
 *
 * <p>Thread: any; stateless.
 */
public final class TuningFeature implements Feature {

    private static Directive<List<Word>> tuning(String example, String why) {
        return Directive.named(example.substring(0, example.indexOf(' ')))
                .in(HTTP, SERVER, LOCATION)
                .doc("Accepted without effect: " + why)
                .example(example)
                .takes(Args.words("value ...", 1, Integer.MAX_VALUE));
    }

    @Override
    public List<Directive<?>> directives() {
        String pools = "Weir has no memory pools.";
        String writes = "Weir writes what is ready at the end of each turn of its loop.";
        String files = "Weir opens a file when it is asked for.";
        String tables = "Weir's tables grow as they need.";
        String cache = "Weir keeps no cache, so nothing is to be kept out of it.";
        String temporary = "bodies that memory does not hold go to files of the system's folder for temporary files.";
        return List.of(
                tuning("connection_pool_size 512;", pools),
                tuning("request_pool_size 4k;", pools),
                tuning("proxy_temp_path /var/tmp/proxy 1 2;", temporary),
                tuning("proxy_temp_file_write_size 16k;", temporary),
                tuning("proxy_busy_buffers_size 8k;", "what is ready for the client is sent."),
                tuning("proxy_headers_hash_max_size 1024;", tables),
                tuning("proxy_headers_hash_bucket_size 128;", tables),
                tuning("proxy_send_lowat 0;", "Linux has no such mark."),
                tuning("proxy_socket_keepalive on;", "the proxy's own timeouts end silent connections."),
                tuning("proxy_no_cache $http_pragma;", cache),
                tuning("proxy_cache_bypass $http_upgrade;", cache),
                tuning("output_buffers 2 32k;", writes),
                tuning("postpone_output 1460;", writes),
                tuning("read_ahead 0;", files),
                tuning("directio off;", files),
                tuning("sendfile_max_chunk 2m;", writes),
                tuning("send_lowat 0;", writes),
                tuning("reset_timedout_connection off;", "the system closes a connection that timed out."),
                tuning("keepalive_min_timeout 0;", "an idle connection is closed as soon as Weir ends."),
                tuning("msie_padding on;", "no page is padded for browsers that hide short ones."),
                tuning("msie_refresh off;", "redirects are redirects for every browser."),
                tuning("directio_alignment 512;", files),
                tuning("aio off;", files),
                tuning("open_file_cache off;", files),
                tuning("open_file_cache_valid 60s;", files),
                tuning("open_file_cache_min_uses 1;", files),
                tuning("open_file_cache_errors off;", files),
                tuning("client_body_in_single_buffer off;", "a handler sees a body in whatever pieces it came."));
    }
}
