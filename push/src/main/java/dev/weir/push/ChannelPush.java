package dev.weir.push;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.Headers;
import dev.weir.core.loop.Worker;
import dev.weir.core.ws.OutgoingMessage;
import dev.weir.core.ws.PushTap;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One message on its way to all connections of a channel. Who has no room for it does not get it: nobody waits for the
 * slowest.
 *
 * <p>Thread: worker, that of the exchange, and those that hold members.
 */
final class ChannelPush {
    private final Hub hub;
    private final PushTap tap;
    private final Exchange exchange;
    private final OutgoingMessage message;
    private final Worker home;
    private final PushReceipt receipt;
    private final boolean wait;
    private final AtomicInteger holders = new AtomicInteger();
    private final AtomicInteger receivers = new AtomicInteger();

    /** @param wait whether the answer waits until the sockets have taken the message, or are gone */
    ChannelPush(Hub hub, Exchange exchange, OutgoingMessage message, boolean wait) {
        this.hub = hub;
        this.tap = hub.budget().tap();
        this.exchange = exchange;
        this.message = message.forMany();
        this.home = exchange.worker();
        this.wait = wait;
        this.receipt =
                new PushReceipt(tap, exchange.startNanos(), wait ? written -> home.post(() -> answer(200)) : null);
    }

    void start(String channel) {
        List<Worker> workers = hub.holders(channel);
        holders.set(workers.size());
        receipt.expect();
        if (workers.isEmpty()) {
            onAllOffered();
        }
        for (Worker worker : workers) {
            if (worker == home) {
                offer(channel, worker);
            } else {
                worker.post(() -> offer(channel, worker));
            }
        }
    }

    private void offer(String channel, Worker worker) {
        hub.members(channel, worker, this::offer, () -> onOffered(worker));
    }

    private void offer(Client client) {
        receipt.expect();
        Offer offer = client.push(message, receipt);
        if (offer == Offer.QUEUED) {
            receivers.incrementAndGet();
            return;
        }
        receipt.settle();
        if (offer != Offer.GONE) {
            tap.onDropped(client.worker().index());
        }
    }

    private void onOffered(Worker here) {
        if (holders.decrementAndGet() > 0) {
            return;
        }
        if (here == home) {
            onAllOffered();
        } else {
            home.post(this::onAllOffered);
        }
    }

    private void onAllOffered() {
        if (wait) {
            receipt.settle();
        } else {
            answer(204);
        }
    }

    private void answer(int status) {
        int reached = receivers.get();
        tap.onAccepted(home.index(), reached, message.payloadLength());
        PushAnswer.done(exchange, status, Headers.of(PushAnswer.RECEIVERS, Integer.toString(reached)));
    }
}
