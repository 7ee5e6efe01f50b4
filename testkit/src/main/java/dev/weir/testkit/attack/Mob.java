package dev.weir.testkit.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Hostile clients, all at once.
 *
 * <p>Thread: its own; the public methods any.
 */
public final class Mob implements AutoCloseable {
    /** How many connect at the same time: what the queue of a listening socket holds. */
    private static final int MOST_COMING = 400;

    private static final long TICK_MILLIS = 20;
    private static final long SECOND_MILLIS = 1000;

    private final Selector selector;
    private final ByteBuffer scratch = ByteBuffer.allocate(64 * 1024);
    private final ByteBuffer one = ByteBuffer.allocate(1);
    private final List<Hostile> all = new ArrayList<>();
    private final Queue<Hostile> toCome = new ArrayDeque<>();
    private final List<Hostile> coming = new ArrayList<>();
    private final Ledger ledger = new Ledger();
    private final Thread thread = new Thread(this::run, "mob");
    private volatile boolean over;

    private Mob(List<Wave> waves) throws IOException {
        selector = Selector.open();
        int most = waves.stream().mapToInt(Wave::count).max().orElse(0);
        // In turns, that they come all together.
        for (int i = 0; i < most; i++) {
            for (Wave wave : waves) {
                if (i < wave.count()) {
                    all.add(new Hostile(wave, i, ledger));
                }
            }
        }
        toCome.addAll(all);
    }

    /** Sets them on. */
    public static Mob of(Wave... waves) {
        try {
            Mob mob = new Mob(List.of(waves));
            mob.thread.setDaemon(true);
            mob.thread.start();
            return mob;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many of a kind were answered with this status; {@code TLS} for a record of it. */
    public int heardBy(Behaviour behaviour, String status) {
        return ledger.heardBy(behaviour, status);
    }

    /** How many are connected. */
    public int open() {
        return ledger.open;
    }

    /** What they have met with so far. */
    @Override
    public String toString() {
        return ledger.text();
    }

    /** Ends all connections. */
    @Override
    public void close() {
        over = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long second = now();
        int visited = 0;
        while (!over) {
            select();
            letCome();
            // Each once a second, spread over that, as their own clocks would have it.
            long due = all.size() * Math.min(SECOND_MILLIS, now() - second) / SECOND_MILLIS;
            while (visited < due) {
                visit(all.get(visited++));
            }
            if (visited == all.size()) {
                second += SECOND_MILLIS;
                visited = 0;
                ledger.open = (int) all.stream().filter(Hostile::isThere).count();
            }
        }
        all.forEach(Hostile::close);
        select();
    }

    private static long now() {
        return System.nanoTime() / 1_000_000;
    }

    private void select() {
        try {
            selector.select(this::onKey, TICK_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void onKey(SelectionKey key) {
        Hostile hostile = (Hostile) key.attachment();
        if (key.isValid()) {
            hostile.onReady(scratch);
        }
    }

    private void letCome() {
        coming.removeIf(each -> !each.isComing());
        while (coming.size() < MOST_COMING && !toCome.isEmpty()) {
            Hostile next = toCome.remove();
            next.connect(selector);
            coming.add(next);
        }
    }

    private void visit(Hostile each) {
        if (each.isThere()) {
            each.drip(one);
        } else if (each.isGone() && each.wave().comesBack()) {
            ledger.comebacks++;
            each.comeAgain();
            toCome.add(each);
        }
    }
}
