package dev.weir.push;

import dev.weir.core.loop.Connection;
import dev.weir.core.ws.CloseCode;
import dev.weir.core.ws.OutgoingMessage;
import dev.weir.core.ws.Receipt;
import dev.weir.core.ws.WsEnd;
import dev.weir.core.ws.WsEndpoint;
import dev.weir.core.ws.WsOptions;

/**
 * Takes messages for one client, or says why not: what {@code ws_send_queue} and the budget of all queues decide.
 *
 * <p>Thread: worker.
 */
final class Offering {
    private final Connection connection;
    private final WsEndpoint endpoint;
    private final SendQueue queue;
    private final QueueBudget budget;
    /** What the budget holds of messages for which {@link #awaitRoom} was called. */
    private long awaiting;
    /** What the message takes that was the last to be told to wait. */
    private long asked;

    Offering(Connection connection, WsEndpoint endpoint, SendQueue queue, QueueBudget budget) {
        this.connection = connection;
        this.endpoint = endpoint;
        this.queue = queue;
        this.budget = budget;
    }

    /** Queues a message when there is room for it. After {@link Offer#WAIT}, {@link #awaitRoom} is to be called. */
    Offer offer(OutgoingMessage message, Receipt receipt) {
        if (!isOpen()) {
            return Offer.GONE;
        }
        boolean waits = queue.policy() == WsOptions.Full.PAUSE;
        if (waits && queue.isAwaited()) {
            return waitOrRefuse(message);
        }
        if (hasRoom(message.payloadLength())) {
            send(message, receipt);
            if (!isOpen()) {
                return Offer.GONE;
            }
            connection.guarded(connection::flushFirst);
            if (budget.isOverdrawn()) {
                sendOrCut();
            }
            return Offer.QUEUED;
        }
        if (!isOpen()) {
            return Offer.GONE;
        }
        if (queue.policy() == WsOptions.Full.CLOSE) {
            budget.tap().onOverflow(connection.worker().index());
            endpoint.close(CloseCode.TRY_AGAIN_LATER, "Too Slow", WsEnd.Cause.LIMIT);
        }
        return waits ? Offer.WAIT : Offer.FULL;
    }

    /** A fault in here is this connection's, and whoever offers the message is to hear of it. */
    private void send(OutgoingMessage message, Receipt receipt) {
        connection.guarded(() -> endpoint.send(message, receipt));
    }

    /**
     * Whether it takes messages. The endpoint hears of a connection's end only after the current callback; a client
     * that has ended its direction without a Close gets what it was promised, and no more.
     */
    boolean isOpen() {
        return endpoint.isOpen() && !connection.isClosed() && !connection.hasEnded();
    }

    /** What was queued in this turn has not met the socket yet: it may take all of it. */
    private boolean hasRoom(int bytes) {
        if (queue.hasRoom(bytes)) {
            return true;
        }
        flush();
        return isOpen() && queue.hasRoom(bytes);
    }

    /** As with {@link #send}, not a fault of whoever offers the message. */
    private void flush() {
        connection.guarded(connection::flush);
    }

    /** Who reads has taken the message already; who does not is in the way of all others. */
    private void sendOrCut() {
        flush();
        if (connection.pending() > 0) {
            budget.tap().onOverflow(connection.worker().index());
            endpoint.close(CloseCode.TRY_AGAIN_LATER, "", WsEnd.Cause.LIMIT);
            connection.reset();
        }
    }

    // --- where senders wait

    /** Runs when there may be room, or the connection has ended. The message is the one just offered. */
    void awaitRoom(Runnable waiter) {
        if (!queue.isAwaited()) {
            queue.await(this::onRoom);
        } else if (budget.take(asked)) {
            awaiting += asked;
        }
        // One that throws must not keep the others from being run.
        queue.await(() -> connection.guarded(waiter));
    }

    /** Whoever sent a message that waits may have gone, so that the number of senders is no bound for it. */
    private Offer waitOrRefuse(OutgoingMessage message) {
        asked = message.payloadLength() + (long) QueueBudget.FRAME_BYTES;
        return budget.onTheWay() + asked <= budget.mostOnTheWay() ? Offer.WAIT : Offer.FULL;
    }

    /** All that waited is about to be offered again. */
    private void onRoom() {
        budget.give(awaiting);
        awaiting = 0;
    }
}
