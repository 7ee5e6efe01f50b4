package dev.weir.dist.scenario;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.WeirServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** IPv4 and IPv6 on one port: most packaged configurations say {@code listen 80; listen [::]:80;}. Needs ::1. */
@EnabledIf("hasIpv6")
class ListenIT {
    /** Where the machine has no IPv6 loopback, there is nothing to try. */
    static boolean hasIpv6() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void oneServerTakesBoth() throws IOException {
        String both = "http { server { listen @port@ default_server;"
                + " listen [::]:@port@ default_server; return 200 yes; } }";
        try (WeirServer weir = WeirServer.of(both).start()) {
            says("yes", "127.0.0.1", weir.port());
            says("yes", "::1", weir.port());
        }
    }

    @Test
    void eachFamilyHasItsServer() throws IOException {
        String apart = "http { server { listen @port@; return 200 four; }"
                + " server { listen [::]:@port@; return 200 six; }"
                + " server { listen 127.0.0.1:@port@; return 200 loopback; } }";
        try (WeirServer weir = WeirServer.of(apart).start()) {
            says("loopback", "127.0.0.1", weir.port());
            says("four", "127.0.0.2", weir.port());
            says("six", "::1", weir.port());
        }
    }

    @Test
    void anAddressOfTheOtherFamilyHasItsOwnSocket() throws IOException {
        String apart = "http { server { listen @port@; return 200 four; }"
                + " server { listen [::1]:@port@; return 200 six; } }";
        try (WeirServer weir = WeirServer.of(apart).start()) {
            says("four", "127.0.0.1", weir.port());
            says("six", "::1", weir.port());
        }
    }

    private static void says(String expected, String address, int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getByName(address), port)) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertTrue(answer.endsWith("\r\n\r\n" + expected), answer);
        }
    }
}
