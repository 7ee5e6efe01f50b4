package dev.weir.push;

import dev.weir.core.http.BodySink;
import dev.weir.core.http.Exchange;
import dev.weir.core.ws.Opcode;
import dev.weir.core.ws.OutgoingMessage;
import dev.weir.core.ws.PushTap.Refusal;
import dev.weir.core.ws.Utf8Validator;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Gathers the body of a push into the message it becomes, with room for the frame's header before it. What is longer
 * than {@value #FREE_BYTES} bytes takes of the budget as it grows, until its exchange is over: many slow publishers
 * together do not fill the heap.
 *
 * <p>Thread: worker.
 */
final class PushBody implements BodySink {
    /** What every request may hold, as it holds its head: the number of connections bounds it. */
    static final int FREE_BYTES = 16 * 1024;

    /** What is told of a body whose length nobody knows. */
    private static final int USUAL_BYTES = 1024;

    private static final int SPARE_BYTES = 64;
    private static final int MOST = Integer.MAX_VALUE - 16;
    private static final byte[] NONE = {};

    private final Exchange exchange;
    private final boolean text;
    private final QueueBudget budget;
    private final Ending ending;
    private final Utf8Validator utf8 = new Utf8Validator();
    private final long most;
    private final int start;
    private Refusal refusal;
    private long taken;
    private byte[] array = NONE;
    private int end = OutgoingMessage.HEADROOM;

    /** Hears once what came of the body, when its last byte has come. Thread: worker. */
    interface Ending {
        void onMessage(OutgoingMessage message);

        /** It is no message, or there is no room for it. */
        void onRefusal(Refusal why);
    }

    /** @param text whether it must be UTF-8 */
    PushBody(Exchange exchange, boolean text, QueueBudget budget, Ending ending) {
        this.exchange = exchange;
        this.text = text;
        this.budget = budget;
        this.ending = ending;
        long declared = exchange.body().declared();
        this.most = declared < 0 ? MOST : OutgoingMessage.HEADROOM + declared;
        this.start = declared < 0 ? USUAL_BYTES : FREE_BYTES;
    }

    @Override
    public void onData(ByteBuffer bytes) {
        if (refusal == null && text && !utf8.accept(bytes)) {
            refuse(Refusal.BAD_TEXT);
        }
        int count = bytes.remaining();
        if (refusal == null && array.length - end < count) {
            grow((long) end + count);
        }
        if (refusal != null) {
            bytes.position(bytes.limit());
            return;
        }
        bytes.get(array, end, count);
        end += count;
    }

    private void refuse(Refusal why) {
        refusal = why;
        array = NONE;
        budget.give(taken);
        taken = 0;
    }

    private void grow(long needed) {
        long length = Math.max(needed, Math.min(Math.max(2L * array.length, start), Math.min(most, MOST)));
        if (length > FREE_BYTES && length > Math.min(MOST, budget.mostOnTheWay())) {
            refuse(Refusal.TOO_LARGE);
        } else if (length > FREE_BYTES && !take(length - taken)) {
            refuse(Refusal.QUEUE_FULL);
        } else {
            array = Arrays.copyOf(array, (int) length);
        }
    }

    private boolean take(long bytes) {
        if (!budget.take(bytes)) {
            return false;
        }
        boolean first = taken == 0;
        taken += bytes;
        if (first) {
            exchange.onEnd(() -> budget.give(taken));
        }
        return true;
    }

    @Override
    public void onEnd() {
        if (refusal == null && text && !utf8.isComplete()) {
            refuse(Refusal.BAD_TEXT);
        }
        if (refusal != null) {
            ending.onRefusal(refusal);
            return;
        }
        int length = end - OutgoingMessage.HEADROOM;
        if (array.length < end || array.length - end > SPARE_BYTES) {
            // It may wait long in a queue, which counts its bytes and not the array's.
            array = Arrays.copyOf(array, end);
        }
        ending.onMessage(new OutgoingMessage(text ? Opcode.TEXT : Opcode.BINARY, array, length));
    }
}
