package dev.weir.testkit.attack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.weir.testkit.Frame;
import dev.weir.testkit.RawWebSocket;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Clients as they should be: some talk on a WebSocket at a steady pace and want each message back, some come for one
 * request at a time. Times run from when something was due, so that what holds one message up is seen in all.
 *
 * <p>Thread: one of its own for each client; the public methods any.
 */
public final class Good implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    /** Who has not asked for anything for so long may have to make way. */
    private static final long PROMPT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final SSLContext tls;
    private volatile boolean over;
    private final List<Thread> threads = new ArrayList<>();
    private final List<String> losses = new java.util.concurrent.CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<Latencies> talks = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Latencies> visits = new ConcurrentLinkedQueue<>();

    /** @param tls whom clients of TLS trust */
    public Good(SSLContext tls) {
        this.tls = tls;
    }

    /** Where a client goes. */
    public record Place(int port, boolean secret, String path) {}

    private interface Act {
        void run(Latencies taken, long everyNanos) throws IOException;
    }

    /** So many talk, a message each {@code everyMillis}. @return when all are connected */
    public Good talk(int count, Place place, long everyMillis) throws InterruptedException {
        CountDownLatch connected = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            start(talks, everyMillis, (taken, every) -> talk(place, taken, every, connected));
        }
        if (!connected.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
            throw new AssertionError("good clients could not connect: " + losses);
        }
        return this;
    }

    /** One comes each {@code everyMillis}, on a connection of its own. */
    public Good visit(Place place, long everyMillis) {
        start(visits, everyMillis, (taken, every) -> visit(place, taken, every));
        return this;
    }

    private void start(ConcurrentLinkedQueue<Latencies> group, long everyMillis, Act act) {
        Latencies taken = new Latencies();
        group.add(taken);
        Thread thread = new Thread(() -> act(taken, everyMillis, act), "good");
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void act(Latencies taken, long everyMillis, Act act) {
        try {
            act.run(taken, TimeUnit.MILLISECONDS.toNanos(everyMillis));
        } catch (IOException | RuntimeException | AssertionError e) {
            losses.add(e.toString());
        }
    }

    private Socket connect(Place place) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), place.port()), PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        if (!place.secret()) {
            return socket;
        }
        SSLSocket secret = (SSLSocket) tls.getSocketFactory().createSocket(socket, "127.0.0.1", place.port(), true);
        secret.startHandshake();
        return secret;
    }

    private void talk(Place place, Latencies taken, long everyNanos, CountDownLatch connected) throws IOException {
        try (Socket socket = connect(place)) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            socket.getOutputStream().write(RawWebSocket.handshake(place.path()).getBytes(ISO_8859_1));
            demand("HTTP/1.1 101 ", head(in));
            connected.countDown();
            long due = System.nanoTime() + (long) (Math.random() * everyNanos);
            for (int number = 0; !isOver(due); number++) {
                String message = "message " + number + " " + "*".repeat(100);
                socket.getOutputStream()
                        .write(Frame.fromClient(Frame.TEXT, message).bytes());
                demand(Frame.fromServer(Frame.TEXT, message).toString(), String.valueOf(Frame.read(in)));
                taken.add(System.nanoTime() - due);
                due += everyNanos;
            }
        }
    }

    private void visit(Place place, Latencies taken, long everyNanos) {
        long due = System.nanoTime();
        while (!isOver(due)) {
            long came = System.nanoTime();
            long asked = came;
            try (Socket socket = connect(place)) {
                String request = "GET " + place.path() + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
                asked = System.nanoTime();
                socket.getOutputStream().write(request.getBytes(ISO_8859_1));
                demand("HTTP/1.1 200 ", head(socket.getInputStream()));
                taken.add(System.nanoTime() - due);
            } catch (IOException | AssertionError e) {
                // A handshake takes the server's time, too.
                if (place.secret() || asked - came < PROMPT_NANOS) {
                    losses.add("a visit: " + e);
                }
            }
            due += everyNanos;
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int b = in.read(); b >= 0; b = in.read()) {
            head.append((char) b);
            if (b == '\n' && head.indexOf("\r\n\r\n") >= 0) {
                break;
            }
        }
        return head.toString();
    }

    private static void demand(String start, String said) {
        if (!said.startsWith(start)) {
            throw new AssertionError("no " + start + " but: " + said);
        }
    }

    /**
     * Waits until something is due or all is over. Not on one latch for all: a hundred threads that give up waiting for
     * the same thing keep each other busy for a tenth of a second, and all processors with it.
     */
    private boolean isOver(long due) {
        for (long left = due - System.nanoTime(); left > 0 && !over; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        return over;
    }

    /** What went wrong so far, a line for each loss. */
    public List<String> losses() {
        return List.copyOf(losses);
    }

    /** How long the messages took to come back since this was asked last. */
    public Latencies talks() {
        return sum(talks);
    }

    /** How long the visits took since this was asked last. */
    public Latencies visits() {
        return sum(visits);
    }

    private static Latencies sum(Iterable<Latencies> group) {
        Latencies sum = new Latencies();
        group.forEach(each -> each.moveTo(sum));
        return sum;
    }

    /** Lets them finish what they do, and ends. */
    @Override
    public void close() {
        over = true;
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
        for (Thread thread : threads) {
            try {
                thread.join(PATIENCE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
