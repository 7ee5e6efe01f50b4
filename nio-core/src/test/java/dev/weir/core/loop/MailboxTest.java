package dev.weir.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MailboxTest {

    @Test
    void wakesOnceUntilDrained() {
        AtomicInteger wakeups = new AtomicInteger();
        Mailbox mailbox = new Mailbox(wakeups::incrementAndGet);
        List<Integer> order = new ArrayList<>();
        mailbox.post(() -> order.add(1));
        mailbox.post(() -> order.add(2));
        assertEquals(1, wakeups.get());
        mailbox.drain(Runnable::run);
        assertEquals(List.of(1, 2), order);
        mailbox.post(() -> order.add(3));
        assertEquals(2, wakeups.get());
    }

    @Test
    void aLetterPostedByALetterWaitsForTheNextTurn() {
        SteppedWorker loop = new SteppedWorker();
        AtomicInteger runs = new AtomicInteger();
        Runnable[] again = new Runnable[1];
        again[0] = () -> {
            runs.incrementAndGet();
            loop.worker().post(again[0]);
        };
        loop.worker().post(again[0]);
        loop.turn();
        assertEquals(1, runs.get());
        loop.turn();
        assertEquals(2, runs.get());
    }

    @Test
    void losesNothingOfManyWriters() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        Mailbox mailbox = new Mailbox(() -> {});
        List<Thread> writers = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            Thread writer = new Thread(() -> {
                for (int i = 0; i < 5000; i++) {
                    mailbox.post(ran::incrementAndGet);
                }
            });
            writers.add(writer);
            writer.start();
        }
        while (writers.stream().anyMatch(Thread::isAlive)) {
            mailbox.drain(Runnable::run);
        }
        mailbox.drain(Runnable::run);
        assertEquals(20_000, ran.get());
        assertTrue(mailbox.isEmpty());
    }
}
