package dev.weir.core.loop;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The workers of the process and their threads.
 *
 * <p>Thread: any.
 */
public final class Workers {
    private final List<Worker> workers;
    private final List<Thread> threads = new ArrayList<>();
    private final Descriptors descriptors = new Descriptors(this::connections);

    public Workers(int count, Clock clock) throws IOException {
        List<Worker> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(new Worker(i, clock, new SelectorPoller(), descriptors));
        }
        workers = List.copyOf(made);
    }

    public void start() {
        for (Worker worker : workers) {
            Thread thread = new Thread(worker::run, "worker-" + worker.index());
            threads.add(thread);
            thread.start();
        }
    }

    public List<Worker> all() {
        return workers;
    }

    public int count() {
        return workers.size();
    }

    /** Those of all workers' connections. */
    public Descriptors descriptors() {
        return descriptors;
    }

    /** Connections of all workers, client and upstream sides. */
    int connections() {
        int sum = 0;
        for (Worker worker : workers) {
            sum += worker.connections();
        }
        return sum;
    }

    /** The worker with the fewest connections: they live long, so balance at birth matters. */
    Worker leastBusy() {
        Worker best = workers.get(0);
        for (int i = 1; i < workers.size(); i++) {
            if (workers.get(i).connections() < best.connections()) {
                best = workers.get(i);
            }
        }
        return best;
    }

    /** Ends all loops and waits for the threads. */
    public void stop() {
        for (Worker worker : workers) {
            worker.post(worker::stop);
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
