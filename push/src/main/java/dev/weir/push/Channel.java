package dev.weir.push;

import java.util.ArrayList;
import java.util.List;

/**
 * Connections that are reached together. Each worker keeps its own members, so nobody needs a lock to join, to leave or
 * to send.
 *
 * <p>Thread: any for {@link #name} and {@link #hasMembers}; else worker, the one whose members are meant.
 */
final class Channel {
    private final String name;
    private final Members[] members;

    /** How many members there are or are coming; the hub's map guards it. */
    int total;

    /** The members of one worker. Thread: worker; {@link #count} any. */
    private static final class Members {
        private final List<Membership> all = new ArrayList<>(4);
        private volatile int count;
    }

    /** A client's place in a channel. Thread: worker. */
    static final class Membership {
        private final Channel channel;
        private final Client client;
        private int index;

        private Membership(Channel channel, Client client, int index) {
            this.channel = channel;
            this.client = client;
            this.index = index;
        }

        Channel channel() {
            return channel;
        }

        Client client() {
            return client;
        }
    }

    Channel(String name, int workers) {
        this.name = name;
        this.members = new Members[workers];
        for (int i = 0; i < workers; i++) {
            members[i] = new Members();
        }
    }

    String name() {
        return name;
    }

    /** Whether a worker has members, or had them a moment ago. */
    boolean hasMembers(int worker) {
        return members[worker].count > 0;
    }

    Membership join(Client client) {
        Members here = members[client.worker().index()];
        Membership membership = new Membership(this, client, here.all.size());
        here.all.add(membership);
        here.count = here.all.size();
        return membership;
    }

    /** The last one takes the free place. */
    void leave(Membership membership) {
        Members here = members[membership.client.worker().index()];
        Membership last = here.all.remove(here.all.size() - 1);
        if (last != membership) {
            here.all.set(membership.index, last);
            last.index = membership.index;
        }
        here.count = here.all.size();
    }

    /** The members of a worker; not to be changed. */
    List<Membership> of(int worker) {
        return members[worker].all;
    }
}
