package dev.weir.core.http;

import dev.weir.testkit.EveryChunking;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** Feeds this package's parsers in every chunking and gives what they answered, a fault as {@link Fault}. */
final class Fed {
    /** An {@link HttpFault} that can be compared. */
    record Fault(int status, String message) {}

    private Fed() {}

    /** A parser of heads or bodies: null means that it wants more. */
    interface Step {
        Object take(ByteBuffer in) throws HttpFault;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The head, a {@link Fault}, or null when it is not complete; the same in every chunking. */
    static EveryChunking.Outcome<Object> request(byte[] input, HeadLimits limits) {
        return EveryChunking.check(input, () -> new Once(new RequestParser(limits)::parse));
    }

    static Object request(String text) {
        return request(bytes(text), HeadLimits.DEFAULT).result();
    }

    static EveryChunking.Outcome<Object> response(byte[] input, int longestHead) {
        return EveryChunking.check(input, () -> new Once(new ResponseParser(longestHead)::parse));
    }

    /** The content as text, a {@link Fault}, or null when it is not complete. */
    static EveryChunking.Outcome<Object> chunked(byte[] input) {
        return EveryChunking.check(input, chunkedSubject());
    }

    private static Supplier<Once> chunkedSubject() {
        return () -> {
            ChunkedDecoder decoder = ChunkedDecoder.ofRequest();
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            return new Once(in -> decoder.decode(in, part -> append(part, content))
                    ? content.toString(StandardCharsets.ISO_8859_1)
                    : null);
        };
    }

    static void append(ByteBuffer part, ByteArrayOutputStream content) {
        while (part.hasRemaining()) {
            content.write(part.get());
        }
    }

    /** One answer of a parser. */
    private static final class Once implements EveryChunking.Subject<Object> {
        private final Step step;
        private Object answer;

        Once(Step step) {
            this.step = step;
        }

        /** After a fault nobody asks where the parser stopped: what follows is swallowed. */
        @Override
        public boolean feed(ByteBuffer piece) {
            if (answer == null) {
                try {
                    answer = step.take(piece);
                } catch (HttpFault fault) {
                    answer = new Fault(fault.status(), fault.getMessage());
                }
            }
            if (answer instanceof Fault) {
                piece.position(piece.limit());
                return false;
            }
            return answer != null;
        }

        @Override
        public Object result() {
            return answer;
        }
    }
}
