package dev.weir.push;

import dev.weir.core.loop.Worker;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * All connections that can be pushed to, whichever worker holds them, and the channels they are in. The distribution
 * makes one for the process.
 *
 * <p>Thread: any.
 */
public final class Hub {
    private final List<Worker> workers;
    private final QueueBudget budget;
    private final DeflatePools pools;
    private final List<Rounds> rounds;
    private final Map<ConnectionId, Client> clients = new ConcurrentHashMap<>();
    private final Map<String, Channel> channels = new ConcurrentHashMap<>();
    private volatile boolean draining;

    /** @param budget what may wait for slow readers */
    public Hub(List<Worker> workers, QueueBudget budget) {
        this.workers = workers;
        this.budget = budget;
        this.pools = new DeflatePools(workers.size());
        this.rounds = workers.stream().map(Rounds::new).toList();
    }

    QueueBudget budget() {
        return budget;
    }

    DeflatePools pools() {
        return pools;
    }

    /** From now on pushes are refused: Weir shuts down. */
    public void drain() {
        draining = true;
    }

    /** The workers are about to end. Thread: any, before they do. */
    public void close() {
        workers.forEach(worker -> worker.post(() -> pools.release(worker.index())));
    }

    boolean isDraining() {
        return draining;
    }

    /** How many can be pushed to. */
    int size() {
        return clients.size();
    }

    /** How many channels have members. */
    int channels() {
        return channels.size();
    }

    /** The connection with an id; null when it has ended or never was. */
    Client client(ConnectionId id) {
        return clients.get(id);
    }

    void add(Client client) {
        clients.put(client.id(), client);
    }

    void remove(Client client) {
        clients.remove(client.id());
    }

    // --- channels

    /** Thread: worker, that of the client. */
    Channel.Membership join(String name, Client client) {
        Channel channel = channels.compute(name, (n, found) -> {
            Channel joined = found == null ? new Channel(n, workers.size()) : found;
            joined.total++;
            return joined;
        });
        return channel.join(client);
    }

    /** Thread: worker, that of the client. */
    void leave(Channel.Membership membership) {
        Channel channel = membership.channel();
        channel.leave(membership);
        channels.computeIfPresent(channel.name(), (n, found) -> --found.total == 0 ? null : found);
    }

    /** The workers that hold members of a channel. */
    List<Worker> holders(String name) {
        Channel channel = channels.get(name);
        return channel == null
                ? List.of()
                : workers.stream().filter(w -> channel.hasMembers(w.index())).toList();
    }

    /**
     * Tells of a worker's members of a channel, in this turn and, when they are many, in the next ones.
     *
     * <p>Thread: worker.
     *
     * @param action may meet members that have ended meanwhile
     * @param done runs when all have been told of, perhaps at once
     */
    void members(String name, Worker worker, Consumer<Client> action, Runnable done) {
        Channel channel = channels.get(name);
        if (channel == null) {
            done.run();
        } else {
            rounds.get(worker.index()).go(channel, action, done);
        }
    }
}
