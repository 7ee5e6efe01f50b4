package dev.weir.dist.site;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.SERVER;

import dev.weir.config.directive.Args;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.syntax.Word;
import java.util.List;

/**
 * nginx's directives of HTTP/2. Weir speaks HTTP/1.1, and every client that could do more can do that.
 *
 * <p>Thread: any; stateless.
 */
public final class Http2Feature implements Feature {

    private static Directive<List<Word>> none(String example) {
        return Directive.named(example.substring(0, example.indexOf(' ')))
                .in(HTTP, SERVER)
                .doc("Accepted without effect: Weir speaks HTTP/1.1 to every client, as all of them can.")
                .example(example)
                .takes(Args.words("value", 1, 1));
    }

    @Override
    public List<Directive<?>> directives() {
        return List.of(
                none("http2 on;"),
                none("http2_body_preread_size 64k;"),
                none("http2_chunk_size 8k;"),
                none("http2_max_concurrent_streams 128;"),
                none("http2_recv_buffer_size 256k;"));
    }
}
