package dev.weir.core.loop;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketsTest {
    private final Queue<String> heard = new ConcurrentLinkedQueue<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger turnedAway = new AtomicInteger();
    private Workers workers;
    private Acceptor acceptor;

    /** Sends everything back, and ends when the peer does. */
    private static final class Echo implements Protocol {
        @Override
        public void onBytes(Connection connection, ByteBuffer bytes) {
            connection.write(bytes);
        }

        @Override
        public void onEnd(Connection connection) {
            connection.finish();
            connection.close();
        }

        @Override
        public void onClosed(Connection connection, IOException cause) {
            // Nothing is kept for it.
        }
    }

    /** Says hello, and notes what comes. */
    private final class Caller implements Protocol {
        @Override
        public void onConnected(Connection connection) {
            heard.add("connected");
            connection.enqueue("hello".getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public void onBytes(Connection connection, ByteBuffer bytes) {
            heard.add(StandardCharsets.US_ASCII.decode(bytes).toString());
        }

        @Override
        public void onEnd(Connection connection) {
            connection.close();
        }

        @Override
        public void onClosed(Connection connection, IOException cause) {
            heard.add(cause == null ? "closed" : "failed");
        }
    }

    @BeforeEach
    void start() throws IOException {
        workers = new Workers(2, Clock.SYSTEM);
        acceptor = new Acceptor(workers, 20, new Acceptor.Tap() {
            @Override
            public void onAccepted() {
                accepted.incrementAndGet();
            }

            @Override
            public void onTurnedAway() {
                turnedAway.incrementAndGet();
            }
        });
        workers.start();
        acceptor.start();
    }

    @AfterEach
    void stop() {
        acceptor.stop();
        workers.stop();
    }

    private SocketAddress listen(SocketAddress address) throws IOException {
        Acceptor.Door door = Acceptor.open(address, 50, Echo::new);
        acceptor.add(door);
        return door.channel().getLocalAddress();
    }

    private SocketAddress listen() throws IOException {
        return listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private void call(SocketAddress address) {
        Worker worker = workers.all().get(0);
        worker.post(() -> {
            try {
                worker.connect(address, null, new Caller());
            } catch (IOException e) {
                heard.add("refused");
            }
        });
    }

    @Test
    void connectsOverTcp() throws IOException {
        call(listen());
        await().until(() -> heard.contains("hello"));
        assertEquals("connected", heard.peek());
    }

    @Test
    void connectsOverAUnixSocketWhichIsReadyAtOnce(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("s");
        call(listen(UnixDomainSocketAddress.of(path)));
        await().until(() -> heard.contains("hello"));
        acceptor.stop();
        assertTrue(Files.notExists(path));
    }

    @Test
    void aRefusedConnectIsTold() throws IOException {
        Acceptor.Door door = Acceptor.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1, Echo::new);
        SocketAddress nobody = door.channel().getLocalAddress();
        door.channel().close();
        call(nobody);
        await().until(() -> heard.contains("failed") || heard.contains("refused"));
        await().until(() -> workers.all().get(0).connections() == 0);
    }

    @Test
    void anAddressToWhichThereIsNoWayIsRefused() {
        call(InetSocketAddress.createUnresolved("nowhere.invalid", 1));
        await().until(() -> heard.contains("refused"));
        assertEquals(0, workers.all().get(0).connections());
    }

    @Test
    void sharesConnectionsAmongWorkersAndRefusesBeyondTheMost() throws IOException {
        InetSocketAddress address = (InetSocketAddress) listen();
        Socket[] clients = new Socket[25];
        for (int i = 0; i < clients.length; i++) {
            clients[i] = new Socket(address.getAddress(), address.getPort());
        }
        await().until(() -> accepted.get() == 25);
        await().until(() -> workers.all().stream().mapToInt(Worker::connections).sum() == 20);
        assertEquals(10, workers.all().get(0).connections());
        assertEquals(5, turnedAway.get());
        clients[0].setSoTimeout(5000);
        clients[0].getOutputStream().write('x');
        assertEquals('x', clients[0].getInputStream().read());
        clients[24].setSoTimeout(5000);
        assertEquals(-1, clients[24].getInputStream().read());
        for (Socket client : clients) {
            client.close();
        }
        await().until(() -> workers.all().stream().mapToInt(Worker::connections).sum() == 0);
    }
}
