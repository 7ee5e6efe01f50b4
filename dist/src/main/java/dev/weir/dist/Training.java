package dev.weir.dist;

import dev.weir.dist.Gateway.Running;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code --train}: runs a gateway in a temporary folder and asks it a little of everything, so that the classes this
 * loads are archived when the JVM exits (class data sharing), and later starts find them ready.
 *
 * <p>What it asks for is in {@code training.conf} and below; more of either makes later starts quicker, never wrong.
 * Thread: main.
 */
final class Training {
    private static final int PATIENCE_MILLIS = 5_000;

    /** A text frame "hello" and a Close 1000, masked with zeros. */
    private static final byte[] FRAMES =
            "\u0081\u0085\0\0\0\0hello\u0088\u0082\0\0\0\0\u0003\u00e8".getBytes(StandardCharsets.ISO_8859_1);

    private Training() {}

    /**
     * Trains.
     *
     * @return 0 also when a request failed: a poorer archive is still one
     * @throws StartFailure when the gateway does not start
     */
    static int run(Gateway gateway, PrintStream err) throws StartFailure {
        try {
            Path folder = Files.createTempDirectory("weir-training");
            try {
                train(gateway, folder, err);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            err.println("weir: training is incomplete: " + e.getMessage());
        }
        return 0;
    }

    private static void train(Gateway gateway, Path folder, PrintStream err) throws IOException, StartFailure {
        int port = freePort();
        Files.createDirectories(folder.resolve("logs"));
        Path configuration = Files.writeString(folder.resolve("training.conf"), configuration(port));
        CommandLine commandLine =
                new CommandLine(CommandLine.Action.RUN, folder, configuration, Optional.empty(), "", true, null, null);
        Running running = gateway.prepare(commandLine, err).start(exitCode -> {});
        try {
            for (byte[] request : requests()) {
                exchange(port, request);
            }
            running.reopen();
        } finally {
            running.stop();
        }
    }

    private static List<byte[]> requests() {
        List<byte[]> requests = new ArrayList<>();
        for (String target : List.of("/", "/training.conf", "/stat", "/stat?format=json", "/proxied", "/none")) {
            requests.add(request(target, "Connection: close\r\n"));
        }
        requests.add(concat(
                text("POST /ws?channel=news HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        + "Content-Length: 5\r\n\r\n"),
                text("hello")));
        String upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        requests.add(concat(request("/echo", upgrade), FRAMES));
        requests.add(concat(request("/gateway", upgrade), FRAMES));
        String deflate = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";
        requests.add(concat(request("/ws", upgrade + deflate), FRAMES));
        return requests;
    }

    private static byte[] request(String target, String headers) {
        return text("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    /** Sends and reads until the other side closes. */
    private static void exchange(int port, byte[] request) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            socket.getOutputStream().write(request);
            InputStream answer = socket.getInputStream();
            answer.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static String configuration(int port) throws IOException {
        try (InputStream text = Training.class.getResourceAsStream("training.conf")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8).replace("@PORT@", Integer.toString(port));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
