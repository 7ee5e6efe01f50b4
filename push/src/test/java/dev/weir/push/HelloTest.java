package dev.weir.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class HelloTest {
    private static SocketAddress address(String host, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The first message to a client that came in by this address, the id as {@code ID}. */
    private static String hello(PushStand stand, SocketAddress local, String target) {
        PushPeer peer = stand.open(stand.connect(0, local), target);
        return peer.hello.replace(peer.id(), "ID");
    }

    private static PushStand stand() {
        return new PushStand(1);
    }

    @Test
    void namesTheAddressTheClientCameInBy() {
        PushStand stand = stand().addresses(address("127.0.0.1", 8080));
        assertEquals("http://ID@127.0.0.1:8080/ws", hello(stand, address("127.0.0.1", 8080), "/ws"));
    }

    @Test
    void putsIpv6InBrackets() {
        PushStand stand = stand().addresses(address("::1", 8080));
        assertEquals("http://ID@[::1]:8080/ws", hello(stand, address("::1", 8080), "/ws"));
    }

    @Test
    void namesAllAddressesOfTheServerEachOnce() {
        PushStand stand = stand().addresses(
                        address("127.0.0.1", 8080),
                        address("0.0.0.0", 81),
                        address("::1", 82),
                        address("0.0.0.0", 8080));
        assertEquals(
                "http://ID@127.0.0.1:8080/ws,http://ID@127.0.0.1:81/ws,http://ID@[::1]:82/ws",
                hello(stand, address("127.0.0.1", 8080), "/ws"));
        assertEquals(
                "http://ID@[::1]:82/ws,http://ID@127.0.0.1:8080/ws,http://ID@[::1]:81/ws,http://ID@[::1]:8080/ws",
                hello(stand, address("::1", 82), "/ws"));
    }

    @Test
    void namesTheNormalizedPathWithoutArguments() {
        PushStand stand = stand();
        assertEquals(
                "http://ID@127.0.0.1:80/ws/a%20b%3F",
                hello(stand, address("127.0.0.1", 80), "/x/../ws//a%20b%3f?token=secret"));
    }

    @Test
    void ofAUnixSocketNamesWhatTheClientCallsUs() {
        UnixDomainSocketAddress unix = UnixDomainSocketAddress.of("/run/weir.sock");
        assertEquals("http://ID@a/ws", hello(stand().addresses(unix), unix, "/ws"));
        PushStand both = stand().addresses(unix, address("127.0.0.1", 81));
        assertEquals("http://ID@127.0.0.1:81/ws", hello(both, unix, "/ws"));
    }

    @Test
    void asJson() {
        PushStand stand = stand().hello(Hello.Form.JSON).addresses(address("127.0.0.1", 80), address("127.0.0.1", 81));
        assertEquals(
                "{\"id\":\"ID\",\"urls\":[\"http://ID@127.0.0.1:80/ws\",\"http://ID@127.0.0.1:81/ws\"]}",
                hello(stand, address("127.0.0.1", 80), "/ws"));
    }

    @Test
    void namesWhatTheOperatorSays() {
        PushStand stand = stand().hello(Hello.Form.TEXT, "http://$host:$arg_port/p\u00fc", "https://push.example");
        assertEquals(
                "http://ID@a:99/p\u00c3\u00bc,https://ID@push.example",
                hello(stand, address("127.0.0.1", 80), "/ws?port=99"));
    }

    @Test
    void off() {
        PushStand stand = stand().hello(Hello.Form.OFF);
        assertNull(stand.open(0).hello);
        assertEquals(1, stand.hub.size());
    }

    @Test
    void countsAsAFrameOfWeirs() {
        PushStand stand = stand();
        PushPeer peer = stand.open(0);
        assertEquals(java.util.List.of("upstream 1 " + peer.hello.length()), stand.frames);
    }
}
