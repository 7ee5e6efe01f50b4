package dev.weir.push;

import dev.weir.core.http.BodySink;
import dev.weir.core.http.Exchange;
import dev.weir.core.ws.Opcode;
import dev.weir.core.ws.OutgoingMessage;
import dev.weir.core.ws.Utf8Validator;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Gathers the body of a push into the message it becomes, with room for the frame's header before it.
 *
 * <p>Thread: worker.
 */
final class PushBody implements BodySink {
    private static final int FIRST_BYTES = 64 * 1024;
    private static final int USUAL_BYTES = 1024;
    private static final int SPARE_BYTES = 64;
    private static final int MOST = Integer.MAX_VALUE - 16;

    private final boolean text;
    private final Consumer<OutgoingMessage> then;
    private final Utf8Validator utf8 = new Utf8Validator();
    private boolean broken;
    private final long declared;
    private byte[] array;
    private int end = OutgoingMessage.HEADROOM;

    /** @param then hears the message; null for text that is not UTF-8 */
    PushBody(Exchange exchange, boolean text, Consumer<OutgoingMessage> then) {
        this.text = text;
        this.then = then;
        this.declared = exchange.body().declared();
        this.array = new byte[end + (declared < 0 ? USUAL_BYTES : (int) Math.min(declared, FIRST_BYTES))];
    }

    @Override
    public void onData(ByteBuffer bytes) {
        int count = bytes.remaining();
        if (text && !broken && !utf8.accept(bytes)) {
            broken = true;
            array = new byte[0];
        }
        if (broken) {
            bytes.position(bytes.limit());
            return;
        }
        if (array.length - end < count) {
            array = Arrays.copyOf(
                    array, Math.max(Math.addExact(end, count), (int) Math.min(2L * array.length, most())));
        }
        bytes.get(array, end, count);
        end += count;
    }

    private long most() {
        return declared < 0 ? MOST : OutgoingMessage.HEADROOM + declared;
    }

    @Override
    public void onEnd() {
        if (broken || text && !utf8.isComplete()) {
            then.accept(null);
        } else {
            int length = end - OutgoingMessage.HEADROOM;
            if (array.length - end > SPARE_BYTES) {
                // It may wait long in a queue, which counts its bytes and not the array's.
                array = Arrays.copyOf(array, end);
            }
            then.accept(new OutgoingMessage(text ? Opcode.TEXT : Opcode.BINARY, array, length));
        }
    }
}
