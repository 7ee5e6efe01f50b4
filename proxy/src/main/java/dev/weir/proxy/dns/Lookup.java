package dev.weir.proxy.dns;

import dev.weir.core.loop.Connection;
import dev.weir.core.loop.Timer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One name that is being looked up: a question for each kind of address, asked by UDP of one server after the other
 * until both are answered; by TCP where an answer was too long for a datagram.
 *
 * <pre>
 *   ASKING --- the last answer ---> found | failed | link to another name
 *      |  \-- retry after 5 s: next server
 *      +--- the last waiter leaves ---> deserted
 * </pre>
 *
 * <p>Each try has a socket of its own, and so a port that nobody foresees; late answers to earlier tries are taken.
 *
 * <p>Source: how both answers make one follows nginx's resolver. Thread: resolver.
 */
final class Lookup {
    private static final Logger LOG = LoggerFactory.getLogger(Lookup.class);

    private final Resolver resolver;
    private final NameCache.Wanted wanted;
    private final String name;
    private final Map<DnsType, Question> questions = new EnumMap<>(DnsType.class);
    private final List<Resolver.Waiter> waiters = new ArrayList<>();
    private final List<Connection> sockets = new ArrayList<>();
    private final Timer retry = new Timer(this::onRetry);
    private long ttlSeconds = Integer.MAX_VALUE;
    private int failure;
    private int server;
    private int refusals;
    private boolean over;

    /** What it came to: addresses, or the hosts of a service. */
    record Found(List<InetAddress> addresses, List<Srv> services) {}

    /** One of the questions. Thread: resolver. */
    private static final class Question {
        private final int id;
        private final byte[] query;
        private List<byte[]> addresses = List.of();
        private List<Srv> services = List.of();
        private boolean answered;
        private boolean byTcp;

        private Question(int id, String name, DnsType type) {
            this.id = id;
            this.query = DnsQuery.of(id, name, type);
        }
    }

    Lookup(Resolver resolver, NameCache.Wanted wanted) {
        this.resolver = resolver;
        this.wanted = wanted;
        this.name = wanted.name();
        if (wanted.service()) {
            question(DnsType.SRV);
            return;
        }
        if (resolver.servers().ipv4()) {
            question(DnsType.A);
        }
        if (resolver.servers().ipv6()) {
            question(DnsType.AAAA);
        }
    }

    private void question(DnsType type) {
        questions.put(type, new Question(resolver.drawId(), name, type));
    }

    NameCache.Wanted wanted() {
        return wanted;
    }

    boolean isOver() {
        return over;
    }

    void join(Resolver.Waiter waiter) {
        waiters.add(waiter);
    }

    void leave(Resolver.Waiter waiter) {
        waiters.remove(waiter);
        if (waiters.isEmpty() && !over) {
            end();
            resolver.onDeserted(this);
        }
    }

    // --- asking

    void begin(int firstServer) {
        server = firstServer;
        ask();
    }

    private void onRetry() {
        refusals = 0;
        nextServer();
        ask();
    }

    private void nextServer() {
        server = (server + 1) % resolver.servers().servers().size();
    }

    private void ask() {
        resolver.worker().arm(retry, resolver.retryNanos());
        List<Question> byDatagram = new ArrayList<>();
        for (Question question : questions.values()) {
            if (!question.answered && question.byTcp) {
                askByTcp(question);
            } else if (!question.answered) {
                byDatagram.add(question);
            }
        }
        if (!byDatagram.isEmpty()) {
            askByDatagram(byDatagram);
        }
    }

    private InetSocketAddress address() {
        return resolver.servers().servers().get(server);
    }

    private void askByDatagram(List<Question> open) {
        try {
            Connection socket = resolver.worker().datagrams(address(), new DnsDatagrams(this));
            sockets.add(socket);
            open.forEach(question -> socket.write(ByteBuffer.wrap(question.query)));
        } catch (IOException e) {
            onSocketFailed(e);
        }
    }

    private void askByTcp(Question question) {
        try {
            sockets.add(resolver.worker().connect(address(), null, new DnsStream(this, question.query)));
        } catch (IOException e) {
            onSocketFailed(e);
        }
    }

    /** Nobody is there, or nobody can be reached: the next server is asked at once, but each only once a round. */
    void onSocketFailed(IOException cause) {
        if (over) {
            return;
        }
        LOG.error("name server {} failed ({}) while resolving {}", address(), cause.getMessage(), name);
        if (++refusals < resolver.servers().servers().size()) {
            nextServer();
            ask();
        }
    }

    // --- answers

    /** A whole message. */
    void onMessage(byte[] message, boolean byTcp) {
        if (over) {
            return;
        }
        try {
            onResponse(DnsResponse.read(message, byTcp));
        } catch (DnsException e) {
            LOG.error("{} while resolving {}", e.getMessage(), name);
        }
    }

    private void onResponse(DnsResponse response) {
        if (response.isBeyondUse()) {
            LOG.error(
                    "DNS error ({}), query id:{}, name:\"{}\"",
                    Answer.failed(response.code(), 0).reason(),
                    response.id(),
                    name);
            return;
        }
        Question question = questions.get(response.type());
        if (question == null || question.answered || !response.name().equals(name)) {
            LOG.error("unexpected DNS response for {}", response.name());
        } else if (question.id != response.id()) {
            LOG.error("wrong ident {} in DNS response for {}, expect {}", response.id(), name, question.id);
        } else if (!response.truncated()) {
            onAnswer(question, response);
        } else if (!question.byTcp) {
            question.byTcp = true;
            resolver.worker().arm(retry, resolver.retryNanos());
            askByTcp(question);
        }
    }

    /** The last answer decides; a failure of either counts for the name. */
    private void onAnswer(Question question, DnsResponse response) {
        question.answered = true;
        question.addresses = response.addresses();
        question.services = response.services();
        ttlSeconds = Math.min(ttlSeconds, response.ttlSeconds());
        failure = response.code() != 0 ? response.code() : failure;
        if (questions.values().stream().anyMatch(q -> !q.answered)) {
            return;
        }
        end();
        List<InetAddress> addresses = addresses();
        if (failure != 0) {
            resolver.onFailed(this, waiters, failure);
        } else if (!addresses.isEmpty() || !question.services.isEmpty()) {
            resolver.onFound(this, waiters, new Found(addresses, question.services), ttlSeconds);
        } else if (response.cname() != null) {
            resolver.onLink(this, waiters, response.cname(), ttlSeconds);
        } else {
            resolver.onFailed(this, waiters, DnsResponse.NO_SUCH_NAME);
        }
    }

    private List<InetAddress> addresses() {
        List<InetAddress> all = new ArrayList<>();
        for (Question question : questions.values()) {
            for (byte[] bytes : question.addresses) {
                all.add(address(bytes));
            }
        }
        return List.copyOf(all);
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    private void end() {
        over = true;
        resolver.worker().disarm(retry);
        sockets.forEach(Connection::close);
        sockets.clear();
    }
}
