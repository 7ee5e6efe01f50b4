package dev.weir.proxy.dns;

import dev.weir.core.loop.Worker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the hosts of a service, and then the addresses of all of them.
 *
 * <p>Source: RFC 2782; what becomes of hosts that are not found follows nginx. Thread: the worker that asks.
 */
final class ServiceLookup {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceLookup.class);
    private static final Comparator<Srv> ORDER =
            Comparator.comparing(Srv::priority).thenComparing(Srv::weight);

    private final Resolver resolver;
    private final String service;
    private final long timeoutNanos;
    private final Worker asker;
    private final Consumer<Located> located;
    private List<Srv> hosts;
    private Answer[] answers;
    private int open;
    private long untilNanos;

    /** @param service the whole name */
    ServiceLookup(Resolver resolver, String service, long timeoutNanos, Worker asker, Consumer<Located> located) {
        this.resolver = resolver;
        this.service = service;
        this.timeoutNanos = timeoutNanos;
        this.asker = asker;
        this.located = located;
    }

    /** {@code http} of {@code example.net} is {@code _http._tcp.example.net}; one with a dot is taken as it is. */
    static String fullName(String service, String host) {
        return (service.indexOf('.') < 0 ? "_" + service + "._tcp" : service) + "." + host;
    }

    void begin() {
        resolver.resolve(service, true, timeoutNanos, asker, this::onHosts);
    }

    private void onHosts(Answer answer) {
        if (answer.services().isEmpty()) {
            located.accept(new Located(List.of(), answer.code(), answer.untilNanos()));
            return;
        }
        hosts = answer.services().stream().sorted(ORDER).toList();
        answers = new Answer[hosts.size()];
        open = hosts.size();
        untilNanos = answer.untilNanos();
        for (int i = 0; i < answers.length; i++) {
            int index = i;
            resolver.resolve(hosts.get(i).target(), false, timeoutNanos, asker, found -> onAddresses(index, found));
        }
    }

    private void onAddresses(int index, Answer answer) {
        answers[index] = answer;
        if (answer.code() == 0) {
            untilNanos = answer.untilNanos() - untilNanos < 0 ? answer.untilNanos() : untilNanos;
        } else {
            LOG.error(
                    "{} could not be resolved ({}) while resolving service {}",
                    hosts.get(index).target(),
                    answer.reason(),
                    service);
        }
        if (--open == 0) {
            tell();
        }
    }

    private void tell() {
        List<Located.Place> places = new ArrayList<>();
        for (int i = 0; i < answers.length; i++) {
            Srv host = hosts.get(i);
            answers[i]
                    .addresses()
                    .forEach(a -> places.add(
                            new Located.Place(a, host.port(), host.target(), host.priority(), host.weight())));
        }
        located.accept(
                places.isEmpty()
                        ? new Located(places, failure(), resolver.retryAt(asker.nanos()))
                        : new Located(places, 0, untilNanos));
    }

    private int failure() {
        int code = answers[0].code();
        for (Answer answer : answers) {
            code = answer.code() == DnsResponse.NO_SUCH_NAME ? answer.code() : code;
        }
        return code;
    }
}
