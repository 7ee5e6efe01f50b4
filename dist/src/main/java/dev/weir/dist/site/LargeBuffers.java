package dev.weir.dist.site;

import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Refusal;

/** What {@code large_client_header_buffers} says: how many buffers, and the bytes of each. */
record LargeBuffers(int count, int size) {

    static Arg<LargeBuffers> arg() {
        return Args.of("number size", 2, 2, args -> {
            int count = Args.number(args.get(0), args.get(0).text(), 1, 1024);
            long size = Args.bytes(args.get(1), args.get(1).text());
            if (size < 1 || size > 1 << 24) {
                throw new Refusal(args.get(1), "is not a valid size", "expected a size from 1 to 16m");
            }
            return new LargeBuffers(count, (int) size);
        });
    }
}
