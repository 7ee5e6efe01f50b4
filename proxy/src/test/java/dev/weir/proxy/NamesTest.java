package dev.weir.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import dev.weir.core.loop.Acceptor;
import dev.weir.core.loop.Clock;
import dev.weir.core.loop.DoorOptions;
import dev.weir.core.loop.Workers;
import dev.weir.proxy.dns.Dns;
import dev.weir.proxy.dns.StubNameServer;
import dev.weir.testkit.PlainHttp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Names in {@code proxy_pass}, over real sockets. */
class NamesTest {
    private final Workers workers;
    private final Acceptor acceptor;
    private HttpServer upstream;
    private StubNameServer names;
    private Stand stand;
    private int port;

    NamesTest() throws IOException {
        workers = new Workers(1, Clock.SYSTEM);
        acceptor = new Acceptor(workers, 100, () -> {});
    }

    @BeforeEach
    void start() throws IOException {
        upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        upstream.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        upstream.start();
        names = new StubNameServer((asked, query) -> switch (asked.name()) {
            case "good.example" ->
                Dns.answer(query, Dns.RESPONSE).a("127.0.0.1", 60).bytes();
            case "silent.example" -> null;
            default -> Dns.answer(query, Dns.RESPONSE | 3).bytes();
        });
        stand = Stand.of(
                """
                location / { resolver 127.0.0.1:%1$d ipv6=off; resolver_timeout 100ms;
                    proxy_pass http://$arg_h:%2$d; }
                location /none { proxy_pass http://$arg_h:%2$d; }
                location /plain { proxy_pass http://localhost:%2$d/x; }
                """.formatted(names.address().getPort(), upstream.getAddress().getPort()));
        Acceptor.Door door = Acceptor.open(new InetSocketAddress("127.0.0.1", 0), DoorOptions.NONE, stand.listener());
        acceptor.add(door);
        port = ((InetSocketAddress) door.channel().getLocalAddress()).getPort();
        workers.start();
        acceptor.start();
    }

    @AfterEach
    void stop() {
        acceptor.stop();
        workers.stop();
        stand.upstreams.close();
        names.close();
        upstream.stop(0);
    }

    private int status(String target) {
        return PlainHttp.get(port, target).status();
    }

    @Test
    void theResolversServersAreAskedOnce() {
        assertEquals(204, status("/?h=good.example"));
        assertEquals(204, status("/?h=GOOD.example."));
        assertEquals(
                List.of("good.example"),
                names.asked.stream().map(StubNameServer.Asked::name).toList());
    }

    @Test
    void aNameThatIsNotFoundIsABadGateway() {
        assertEquals(502, status("/?h=other.example"));
        assertEquals(502, status("/?h=silent.example"));
        assertEquals(502, status("/?h=1.2.3.4.5"), "no address, so a name, which no worker may look up itself");
        assertEquals(3, names.asked.size());
    }

    @Test
    void withoutAResolverOnlyAddressesAreFound() {
        assertEquals(502, status("/none?h=good.example"));
        assertEquals(204, status("/none?h=127.0.0.1"));
        assertEquals(0, names.asked.size());
    }

    /** Another location has looked it up when the configuration was read. */
    @Test
    void withoutAResolverNamesOfOtherUrlsAreKnown() {
        assertEquals(204, status("/none?h=LOCALHOST"));
        assertEquals(0, names.asked.size());
    }
}
