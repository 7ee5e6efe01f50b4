package dev.weir.push;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.Headers;
import dev.weir.core.loop.Worker;
import dev.weir.core.ws.OutgoingMessage;
import dev.weir.core.ws.PushTap;
import dev.weir.core.ws.PushTap.Refusal;

/**
 * One message on its way to one connection, and the answer on its way back.
 *
 * <pre>
 *   worker of the POST --message--> worker of the client: queue --answer--> worker of the POST
 * </pre>
 *
 * <p>Thread: worker, first that of the exchange, then that of the client, then again the first.
 */
final class UnicastPush {
    private final PushTap tap;
    private final Exchange exchange;
    private final OutgoingMessage message;
    private final Worker home;
    private final PushReceipt receipt;
    private final boolean wait;
    /** Guards against a second answer: a message that was lost at once is told by its receipt too. Thread: home. */
    private boolean answered;

    /** @param wait whether the answer waits until the socket has taken the message */
    UnicastPush(PushTap tap, Exchange exchange, OutgoingMessage message, boolean wait) {
        this.tap = tap;
        this.exchange = exchange;
        this.message = message;
        this.home = exchange.worker();
        this.wait = wait;
        this.receipt = new PushReceipt(tap, exchange.startNanos(), wait ? this::onSettled : null);
        receipt.expect();
    }

    void start(Client client) {
        if (client.worker() == home) {
            offer(client);
        } else {
            client.worker().post(() -> offer(client));
        }
    }

    private void offer(Client client) {
        Offer offer = client.push(message, receipt);
        switch (offer) {
            case QUEUED -> {
                if (!wait) {
                    home(() -> accepted(204), client.worker());
                }
            }
            case WAIT -> client.protocol().awaitRoom(() -> offer(client));
            case FULL -> home(() -> refused(Refusal.QUEUE_FULL), client.worker());
            case GONE -> home(() -> refused(Refusal.GONE), client.worker());
        }
    }

    private void onSettled(int written) {
        home.post(() -> {
            if (written > 0) {
                accepted(200);
            } else {
                refused(Refusal.GONE);
            }
        });
    }

    private void home(Runnable answer, Worker here) {
        if (here == home) {
            answer.run();
        } else {
            home.post(answer);
        }
    }

    private void accepted(int status) {
        if (answered) {
            return;
        }
        answered = true;
        tap.onAccepted(home.index(), 1, message.payloadLength());
        PushAnswer.done(exchange, status, Headers.EMPTY);
    }

    private void refused(Refusal why) {
        if (answered) {
            return;
        }
        answered = true;
        PushAnswer.refuse(exchange, tap, why);
    }
}
