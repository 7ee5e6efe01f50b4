package dev.weir.dist.site;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.LOCATION;
import static dev.weir.config.directive.Context.SERVER;

import dev.weir.config.directive.Args;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import java.util.List;

/**
 * nginx's directives of HTTP/2. Weir speaks HTTP/1.1, and every client that could do more can do that.
 *
 * <p>Thread: any; stateless.
 */
public final class Http2Feature implements Feature {

    private static Directive.Named named(String example) {
        return Directive.named(example.substring(0, example.indexOf(' ')))
                .doc("Accepted without effect: Weir speaks HTTP/1.1 to every client, as all of them can.")
                .example(example);
    }

    @Override
    public List<Directive<?>> directives() {
        return List.of(
                named("http2 on;").in(HTTP, SERVER).takes(Args.flag()),
                named("http2_body_preread_size 64k;").in(HTTP, SERVER).takes(Args.size()),
                named("http2_chunk_size 8k;").in(HTTP, SERVER, LOCATION).takes(Args.size()),
                named("http2_max_concurrent_streams 128;").in(HTTP, SERVER).takes(Args.number(0, Integer.MAX_VALUE)),
                named("http2_recv_buffer_size 256k;").in(HTTP).takes(Args.size()));
    }
}
