package dev.weir.core.ws;

import java.nio.ByteBuffer;

/**
 * The compressed messages of an endpoint, as frames. Whether a message is compressed shows with its first part.
 *
 * <p>Thread: worker.
 */
final class DeflatingSender implements MessageDeflater.Sink {
    private final WsEndpoint owner;
    private final Deflation deflation;
    private final MessageDeflater deflater;
    private Receipt receipt;
    private boolean inMessage;
    private boolean opened;
    private int opcode;

    DeflatingSender(WsEndpoint owner, Deflation deflation) {
        this.owner = owner;
        this.deflation = deflation;
        this.deflater = deflation.deflater();
    }

    /** Whether the message that this part belongs to goes compressed. */
    boolean takes(ByteBuffer part, boolean first) {
        return first ? deflation.isFor(part.remaining()) : inMessage;
    }

    /** Sends a part, which begins the message when no message is under way. */
    void send(int messageOpcode, ByteBuffer part, boolean last) {
        if (!inMessage) {
            opcode = messageOpcode;
            opened = false;
        }
        inMessage = !last;
        deflater.deflate(part, last, this);
    }

    /**
     * Whether a whole message is compressed for this client alone, because of its window; else {@link #shared} says how
     * it goes.
     */
    boolean takes(OutgoingMessage message) {
        DeflateAgreement agreement = deflation.agreement();
        boolean ownWindow = agreement.serverTakeover() && !message.isForMany();
        return deflation.isFor(message.payloadLength()) && (ownWindow || message.payloadLength() > agreement.stretch());
    }

    void send(OutgoingMessage message, Receipt heard) {
        receipt = heard;
        send(message.opcode(), message.payload(), true);
        receipt = null;
    }

    /** The message in the form that goes to this client: as it is, or as it was compressed for all. */
    OutgoingMessage shared(OutgoingMessage message) {
        if (!deflation.isFor(message.payloadLength())) {
            return message;
        }
        OutgoingMessage compressed = message.deflated(deflation.pool());
        if (compressed != message) {
            deflater.forget();
        }
        return compressed;
    }

    @Override
    public void onDeflated(ByteBuffer part, boolean last) {
        boolean opens = !opened;
        opened = true;
        owner.onDeflated(opens ? opcode : Opcode.CONTINUATION, part, last, last ? receipt : null);
    }

    void release() {
        deflater.release();
    }
}
