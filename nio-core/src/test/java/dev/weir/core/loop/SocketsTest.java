package dev.weir.core.loop;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.loop.DoorOptions.KeepAlive;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.net.ExtendedSocketOptions;
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
        Acceptor.Door door = Acceptor.open(address, DoorOptions.NONE, Echo::new);
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
        Acceptor.Door door =
                Acceptor.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), DoorOptions.NONE, Echo::new);
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

    // --- what the kernel is told

    private static final DoorOptions TUNED = new DoorOptions(2, 16_384, 32_768, new KeepAlive(true, 600, 20, 5));

    /** What an accepted socket is like. */
    private static String like(SocketChannel socket) throws IOException {
        return socket.getOption(StandardSocketOptions.SO_RCVBUF) + " "
                + socket.getOption(StandardSocketOptions.SO_SNDBUF) + " "
                + socket.getOption(StandardSocketOptions.SO_KEEPALIVE) + " "
                + socket.getOption(ExtendedSocketOptions.TCP_KEEPIDLE) + " "
                + socket.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL) + " "
                + socket.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT);
    }

    /** Lets one come, and answers what its socket is like on our side. */
    private String comer(SocketAddress address) throws IOException {
        InetSocketAddress at = (InetSocketAddress) address;
        List<String> seen = new CopyOnWriteArrayList<>();
        try (Socket client = new Socket(at.getAddress(), at.getPort())) {
            await().until(() ->
                    workers.all().stream().mapToInt(Worker::connections).sum() == 1);
            for (Worker worker : workers.all()) {
                worker.post(() -> worker.forEach(connection -> seen.add(told(connection))));
            }
            await().until(() -> seen.size() == 1);
            assertTrue(client.isConnected());
        }
        await().until(() -> workers.all().stream().mapToInt(Worker::connections).sum() == 0);
        return seen.get(0);
    }

    private static String told(Connection connection) {
        try {
            return like(((SocketTransport) connection.transport()).channel());
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void theSocketsAreAsTheyWereOrdered() throws IOException {
        String usual = comer(listen());
        Acceptor.Door door =
                Acceptor.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), TUNED, Echo::new);
        acceptor.add(door);
        SocketAddress address = door.channel().getLocalAddress();
        assertEquals("16384 32768 true 600 20 5", comer(address));
        door.tune(new DoorOptions(7, 8_192, 0, new KeepAlive(false, 0, 0, 0)));
        String[] now = comer(address).split(" ");
        String[] own = usual.split(" ");
        assertEquals("8192 " + own[1] + " false " + own[3], now[0] + " " + now[1] + " " + now[2] + " " + now[3]);
        assertEquals(2, door.options().get().backlog(), "what cannot change");
    }

    /** The kernel's queue takes one more than it is told; whoever comes then is not answered. */
    @Test
    void theBacklogIsThatOfTheQueue() throws IOException {
        Acceptor.Door door =
                Acceptor.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), TUNED, Echo::new);
        List<Socket> waiting = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                Socket client = new Socket();
                waiting.add(client);
                client.connect(door.channel().getLocalAddress(), 5000);
            }
            Socket late = new Socket();
            waiting.add(late);
            assertThrows(
                    SocketTimeoutException.class,
                    () -> late.connect(door.channel().getLocalAddress(), 300));
        } finally {
            for (Socket client : waiting) {
                client.close();
            }
            door.channel().close();
        }
    }

    @Test
    void aUnixSocketTakesWhatItKnows(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("s");
        Acceptor.Door door = Acceptor.open(UnixDomainSocketAddress.of(path), TUNED, Echo::new);
        acceptor.add(door);
        call(UnixDomainSocketAddress.of(path));
        await().until(() -> heard.contains("hello"));
    }
}
