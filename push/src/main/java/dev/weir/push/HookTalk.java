package dev.weir.push;

import dev.weir.core.http.Exchange;
import dev.weir.core.ws.CloseCode;
import dev.weir.core.ws.OutgoingMessage;
import dev.weir.core.ws.WsEnd;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * Stands between an endpoint's connection and its hooks: puts messages together, and sends answers back.
 *
 * <p>Thread: worker.
 */
final class HookTalk implements HookQueue.Talker {
    private final EndpointProtocol protocol;
    private final HookQueue queue;
    private final QueueBudget budget;
    private final boolean hearsMessages;
    private final HookLane lane;
    private ByteArrayOutputStream parts;

    private HookTalk(Hooks hooks, String id, EndpointProtocol protocol, long mostBytes, QueueBudget budget) {
        this.protocol = protocol;
        this.budget = budget;
        this.hearsMessages = hooks.message() != null;
        Exchange exchange = protocol.endpoint().exchange();
        this.lane = hearsMessages ? hooks.message().lanes().of(exchange.worker()) : null;
        this.queue = hooks.open(protocol.endpoint(), id, this, mostBytes);
        exchange.onEnd(this::dropParts);
    }

    /** The talk of a connection that is about to open; null where nobody hears it. */
    static HookTalk of(Client client, Hooks hooks, EndpointOptions options, QueueBudget budget) {
        return hooks.hearNothing()
                ? null
                : new HookTalk(hooks, client.id().toString(), client.protocol(), options.mostMessageBytes(), budget);
    }

    /** A part of a message, as {@link dev.weir.core.ws.WsEndpoint.Application#onMessage} has it. */
    void onPart(int opcode, ByteBuffer part, boolean first, boolean last) {
        if (!hearsMessages) {
            part.position(part.limit());
            return;
        }
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        if (first && last) {
            queue.onMessage(opcode, bytes);
            return;
        }
        if (first) {
            parts = new ByteArrayOutputStream();
        }
        if (!lane.holdPart(bytes.length)) {
            // Clients that begin messages and never end them would fill the heap, each within its own limit.
            dropParts();
            protocol.endpoint().close(CloseCode.TRY_AGAIN_LATER, "Try Again Later", WsEnd.Cause.LIMIT);
            return;
        }
        parts.writeBytes(bytes);
        if (last) {
            byte[] whole = parts.toByteArray();
            dropParts();
            queue.onMessage(opcode, whole);
        }
    }

    private void dropParts() {
        if (parts != null) {
            lane.freeParts(parts.size());
            parts = null;
        }
    }

    @Override
    public void reply(int opcode, byte[] body, Runnable taken) {
        offer(OutgoingMessage.of(opcode, body), taken);
    }

    private void offer(OutgoingMessage message, Runnable taken) {
        switch (protocol.offer(message, null)) {
            case WAIT -> protocol.awaitRoom(() -> offer(message, taken));
            case FULL -> {
                budget.tap().onDropped(protocol.endpoint().exchange().worker().index());
                taken.run();
            }
            case QUEUED, GONE -> taken.run();
        }
    }

    @Override
    public void pauseReading() {
        protocol.hold();
    }

    @Override
    public void resumeReading() {
        protocol.release();
    }
}
