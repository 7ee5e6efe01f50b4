package dev.weir.core.http;

import java.nio.ByteBuffer;

/**
 * The body of an answer to an exchange that another one asks: it goes to the one that asked.
 *
 * <p>Thread: worker.
 *
 * @param responder hears of the end
 * @param to takes the bytes; never finished by this
 */
record AskedStream(Responder responder, ResponseStream to) implements ResponseStream {

    @Override
    public void write(ByteBuffer bytes) {
        if (responder.isFinished()) {
            bytes.position(bytes.limit());
        } else {
            to.write(bytes);
        }
    }

    @Override
    public void finish() {
        to.onDrained(null);
        responder.finish();
    }

    @Override
    public boolean isCongested() {
        return to.isCongested();
    }

    @Override
    public void onDrained(Runnable action) {
        to.onDrained(action);
    }

    @Override
    public void highMark(int bytes) {
        // That of the client's own response holds.
    }

    @Override
    public void flush() {
        to.flush();
    }
}
