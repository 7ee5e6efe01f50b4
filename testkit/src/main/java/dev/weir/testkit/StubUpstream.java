package dev.weir.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server that does what its script says on each connection, one thread each, and remembers the request heads that it
 * was sent. Thread: any.
 */
public final class StubUpstream implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?im)^Content-Length: *(\\d+)");
    private static final Pattern CHUNKED = Pattern.compile("(?im)^Transfer-Encoding: *chunked");

    private final ServerSocket listener;
    private final Script script;
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final List<RawWebSocket> connections = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    /** What to do on a connection; it is closed afterwards. */
    @FunctionalInterface
    public interface Script {
        void run(RawWebSocket connection, StubUpstream upstream);
    }

    private StubUpstream(int port, Script script) throws IOException {
        listener = new ServerSocket(port, 1024, InetAddress.getByName("127.0.0.1"));
        this.script = script;
    }

    /** A server on a free port. */
    public static StubUpstream of(Script script) {
        try {
            StubUpstream upstream = new StubUpstream(0, script);
            thread(upstream::accept).start();
            return upstream;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Accepts every handshake and sends every frame back as it came, unmasked; answers a Close and ends. */
    public static StubUpstream echo() {
        return of(webSocket(StubUpstream::echo));
    }

    /** A script that begins when the handshake is done. */
    public static Script webSocket(Script afterwards) {
        return (connection, upstream) -> {
            String head = upstream.readHead(connection);
            if (!head.isEmpty()) {
                connection.send(RawWebSocket.acceptance(head));
                afterwards.run(connection, upstream);
            }
        };
    }

    /** Answers every request, with its body read, with what {@code answer} makes of its head. */
    public static StubUpstream http(UnaryOperator<String> answer) {
        return of((connection, upstream) -> {
            String head = upstream.readHead(connection);
            while (!head.isEmpty()) {
                readBody(connection, head);
                connection.send(answer.apply(head));
                head = upstream.readHead(connection);
            }
        });
    }

    /** A 200 with this text. */
    public static String ok(String text) {
        return "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + text.length() + "\r\n\r\n" + text;
    }

    /** Sends frames back until a Close or the end. */
    public static void echo(RawWebSocket connection, StubUpstream upstream) {
        for (Frame frame = connection.readFrame(); frame != null; frame = connection.readFrame()) {
            connection.send(frame.unmasked());
            if (frame.opcode() == Frame.CLOSE) {
                return;
            }
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** The request heads so far, in the order of their coming. */
    public List<String> heads() {
        return List.copyOf(heads);
    }

    /** How many connections have come. */
    public int accepted() {
        return connections.size();
    }

    /** What went wrong in scripts. */
    public List<Throwable> failures() {
        return List.copyOf(failures);
    }

    /** Reads a head and remembers it. */
    public String readHead(RawWebSocket connection) {
        String head = connection.readHead();
        if (!head.isEmpty()) {
            heads.add(head);
        }
        return head;
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        connections.forEach(RawWebSocket::close);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                RawWebSocket connection = new RawWebSocket(socket);
                connections.add(connection);
                thread(() -> serve(connection)).start();
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    failures.add(e);
                }
            }
        }
    }

    private void serve(RawWebSocket connection) {
        try (connection) {
            script.run(connection, this);
        } catch (RuntimeException | AssertionError e) {
            if (!listener.isClosed()) {
                failures.add(e);
            }
        }
    }

    private static void readBody(RawWebSocket connection, String head) {
        Matcher length = LENGTH.matcher(head);
        if (length.find()) {
            connection.read(Integer.parseInt(length.group(1)));
        } else if (CHUNKED.matcher(head).find()) {
            StringBuilder body = new StringBuilder();
            while (!body.toString().endsWith("0\r\n\r\n")) {
                body.append((char) connection.read());
            }
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "upstream");
        thread.setDaemon(true);
        return thread;
    }
}
