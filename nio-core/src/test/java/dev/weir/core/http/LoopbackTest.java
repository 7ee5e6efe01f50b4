package dev.weir.core.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.loop.Acceptor;
import dev.weir.core.loop.Clock;
import dev.weir.core.loop.DoorOptions;
import dev.weir.core.loop.Workers;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What only the kernel's sockets show. */
class LoopbackTest {
    private static final int BIG = 8_000_000;

    private Workers workers;
    private Acceptor acceptor;
    private InetSocketAddress address;
    private volatile long mostPending;

    @BeforeEach
    void start() throws IOException {
        HttpStand stand = new HttpStand().text("/", "hello").at("/big", this::big);
        stand.at("/echo", HttpStand::echo);
        workers = new Workers(1, Clock.SYSTEM);
        acceptor = new Acceptor(workers, 100, () -> {});
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Acceptor.Door door = Acceptor.open(any, DoorOptions.NONE, stand.listener());
        address = (InetSocketAddress) door.channel().getLocalAddress();
        workers.start();
        acceptor.start();
        acceptor.add(door);
    }

    @AfterEach
    void stop() {
        acceptor.stop();
        workers.stop();
    }

    private void big(Exchange x) {
        ResponseStream out = x.begin(ResponseHead.of(200, Headers.EMPTY), BIG);
        int[] left = {BIG / 1000};
        Runnable pump = () -> {
            while (left[0] > 0 && !out.isCongested()) {
                left[0]--;
                out.write(ByteBuffer.allocate(1000));
                mostPending = Math.max(mostPending, x.connection().pending());
            }
            if (left[0] == 0) {
                out.finish();
            }
        };
        out.onDrained(pump);
        pump.run();
    }

    private Socket client() throws IOException {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String all(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void aBigResponseReachesAReaderThatBeginsLate() throws IOException {
        try (Socket socket = client()) {
            send(socket, "GET /big HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            await().until(() -> mostPending > 0);
            String answer = all(socket);
            assertEquals(BIG, answer.length() - answer.indexOf("\r\n\r\n") - 4);
            assertTrue(mostPending < 100_000, "waiting at most " + mostPending);
        }
    }

    @Test
    void aRefusalArrivesThoughTheClientGoesOnSending() throws IOException {
        try (Socket socket = client()) {
            send(socket, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9000000\r\n\r\n");
            OutputStream out = socket.getOutputStream();
            for (int i = 0; i < 90; i++) {
                out.write(new byte[100_000]);
            }
            socket.shutdownOutput();
            String answer = all(socket);
            assertTrue(answer.startsWith("HTTP/1.1 413 ") && answer.endsWith("</html>\r\n"), answer);
        }
    }

    @Test
    void aClientThatHalfClosesAfterItsRequestsGetsAllAnswers() throws IOException {
        try (Socket socket = client()) {
            send(socket, "GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(300));
            socket.shutdownOutput();
            assertEquals(300, HttpStand.count(all(socket), "\r\n\r\nhello"));
        }
    }

    @Test
    void aClientThatResetsLeavesNothing() throws IOException {
        for (int i = 0; i < 20; i++) {
            Socket socket = client();
            socket.setSoLinger(true, 0);
            send(socket, "GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
            socket.close();
        }
        await().until(() -> workers.all().get(0).connections() == 0);
        await().until(() -> workers.all().get(0).buffers().lent() == 0);
        try (Socket socket = client()) {
            send(socket, "GET / HTTP/1.0\r\n\r\n");
            assertTrue(all(socket).endsWith("hello"));
        }
    }
}
