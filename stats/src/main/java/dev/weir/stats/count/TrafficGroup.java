package dev.weir.stats.count;

import dev.weir.core.ws.Side;
import java.util.List;

/**
 * A series that is the sum of others: a server's is that of the ways through its locations. So a frame is counted once
 * and shows in all of them.
 *
 * <p>Thread: any.
 */
final class TrafficGroup implements TrafficSource {
    private final List<String> labels;
    private final Growing<TrafficSeries> members = new Growing<>();

    TrafficGroup(List<String> labels) {
        this.labels = labels;
    }

    @Override
    public List<String> labels() {
        return labels;
    }

    void add(TrafficSeries member) {
        members.add(member);
    }

    @Override
    public long read(Counter counter) {
        long sum = 0;
        for (int i = 0; i < members.size(); i++) {
            sum += members.at(i).read(counter);
        }
        return sum;
    }

    /** Payload bytes of frames that are messages by themselves. */
    long readWhole(Side side) {
        long sum = 0;
        for (int i = 0; i < members.size(); i++) {
            sum += members.at(i).readWhole(side);
        }
        return sum;
    }

    /** What one worker has counted. */
    long read(Counter counter, int worker) {
        long sum = 0;
        for (int i = 0; i < members.size(); i++) {
            sum += members.at(i).read(counter, worker);
        }
        return sum;
    }
}
