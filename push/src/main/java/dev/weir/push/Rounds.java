package dev.weir.push;

import dev.weir.core.loop.Worker;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Goes round the members that one worker has of a channel. A big channel is gone round little by little, in between of
 * what else the worker has to do: a message for ten thousand of its connections would keep all others waiting for half
 * a second. One round ends before the next begins, so that all members hear messages in one order.
 *
 * <p>Thread: worker.
 */
final class Rounds {
    /** How many members are told at once: writing to one takes from ten to some hundred microseconds. */
    static final int STEP = 16;

    private final Worker worker;
    private final ArrayDeque<Round> waiting = new ArrayDeque<>();

    /** Who is still to be told in the first round; null when it has not begun. */
    private Client[] members;

    private int left;

    private record Round(Channel channel, Consumer<Client> action, Runnable done) {}

    Rounds(Worker worker) {
        this.worker = worker;
    }

    /**
     * Begins a round, or puts it behind those under way.
     *
     * @param action what is told to each member; some of them may end meanwhile
     * @param done runs when all have been told, perhaps at once
     */
    void go(Channel channel, Consumer<Client> action, Runnable done) {
        waiting.addLast(new Round(channel, action, done));
        if (waiting.size() == 1) {
            step();
        }
    }

    private void step() {
        Round round = waiting.peekFirst();
        if (members == null) {
            begin(round.channel.of(worker.index()));
        }
        try {
            for (int end = Math.max(0, left - STEP); left > end; ) {
                round.action.accept(members[--left]);
            }
            if (members.length > STEP) {
                // What is written counts as work of this step, and not as that of the end of the turn.
                worker.flush();
            }
        } finally {
            goOn();
        }
    }

    /** Members that end would be replaced by those told already, so the list is not looked at again. */
    private void begin(List<Channel.Membership> all) {
        left = all.size();
        members = new Client[left];
        for (int i = 0; i < left; i++) {
            members[i] = all.get(i).client();
        }
    }

    private void goOn() {
        if (left > 0) {
            worker.step(this::step);
            return;
        }
        members = null;
        Runnable done = waiting.pollFirst().done;
        if (!waiting.isEmpty()) {
            worker.step(this::step);
        }
        done.run();
    }
}
