package dev.weir.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * One end of a connection over a plain socket, client or server, with every byte in the test's hands. Reads give up
 * after {@link #PATIENCE_MILLIS}. Several threads may send; one may read. Thread: any.
 */
public final class RawWebSocket implements AutoCloseable {
    /** How long a read waits before the test fails. */
    public static final int PATIENCE_MILLIS = 10_000;

    /** The key of RFC 6455 section 1.3. */
    public static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private static final Pattern KEY_LINE = Pattern.compile("(?im)^Sec-WebSocket-Key: *(\\S+)");

    private final Socket socket;
    private final InputStream in;

    RawWebSocket(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream(), 16384);
    }

    /** A connection on which nothing is said yet. */
    public static RawWebSocket connect(int port) {
        return connect(port, 0);
    }

    /** The same with a receive buffer of so many bytes, fixed before the connection is made; 0 for the usual one. */
    public static RawWebSocket connect(int port, int receiveBuffer) {
        Socket socket = new Socket();
        try {
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), PATIENCE_MILLIS);
            return new RawWebSocket(socket);
        } catch (IOException e) {
            throw new UncheckedIOException("port " + port, e);
        }
    }

    /** A connection over TLS on which nothing is said yet. */
    public static RawWebSocket connect(int port, SSLContext trust) {
        try {
            SSLSocket socket = (SSLSocket) trust.getSocketFactory().createSocket("127.0.0.1", port);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.startHandshake();
            return new RawWebSocket(socket);
        } catch (IOException e) {
            throw new UncheckedIOException("port " + port, e);
        }
    }

    /** A WebSocket connection. */
    public static RawWebSocket open(int port, String target, String... fields) {
        RawWebSocket client = connect(port);
        client.send(handshake(target, fields));
        client.demandAcceptance();
        return client;
    }

    /** Reads the head of the answer, which must be a 101. */
    public String demandAcceptance() {
        String head = readHead();
        if (!head.startsWith("HTTP/1.1 101 ")) {
            throw new AssertionError("no 101, but: " + head);
        }
        return head;
    }

    /** A client's handshake (RFC 6455 section 4.1) with additional header lines. */
    public static String handshake(String target, String... fields) {
        StringBuilder head = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n"
                + "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: " + KEY + "\r\nSec-WebSocket-Version: 13\r\n");
        List.of(fields).forEach(field -> head.append(field).append("\r\n"));
        return head + "\r\n";
    }

    /** The 101 that answers this request (section 4.2.2), with additional header lines. */
    public static String acceptance(String request, String... fields) {
        Matcher key = KEY_LINE.matcher(request);
        String value = key.find() ? key.group(1) : "";
        StringBuilder head = new StringBuilder("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Accept: " + acceptValue(value) + "\r\n");
        List.of(fields).forEach(field -> head.append(field).append("\r\n"));
        return head + "\r\n";
    }

    /** Sec-WebSocket-Accept for a key. */
    public static String acceptValue(String key) {
        try {
            byte[] text = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(ISO_8859_1);
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    // --- sending

    /** Sends in one write. */
    public synchronized void send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void send(String bytes) {
        send(bytes.getBytes(ISO_8859_1));
    }

    public void send(Frame frame) {
        send(frame.bytes());
    }

    /** Sends in writes of 1 to {@code longest} bytes. */
    public void sendInPieces(byte[] bytes, int longest, Random random) {
        for (int from = 0; from < bytes.length; ) {
            int to = Math.min(bytes.length, from + 1 + random.nextInt(longest));
            send(Arrays.copyOfRange(bytes, from, to));
            from = to;
        }
    }

    /** Ends this direction only. */
    public void endOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the connection by a reset. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // --- reading

    /** A head up to and with its empty line; what came of it when the connection ends before. */
    public String readHead() {
        StringBuilder head = new StringBuilder();
        for (int b = read(); b >= 0; b = read()) {
            head.append((char) b);
            int length = head.length();
            if (b == '\n' && length > 3 && head.charAt(length - 3) == '\n') {
                break;
            }
        }
        return head.toString();
    }

    /** The next frame; null when the connection has ended. */
    public Frame readFrame() {
        try {
            return Frame.read(in);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("no frame within " + PATIENCE_MILLIS + " ms", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next {@code count} bytes; fewer when the connection ends before. */
    public byte[] read(int count) {
        try {
            return in.readNBytes(count);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("fewer than " + count + " bytes within " + PATIENCE_MILLIS + " ms", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All bytes until the connection ends, one char each; a reset is an end too. */
    public String readToEnd() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int b = read(); b >= 0; b = read()) {
            all.write(b);
        }
        return all.toString(ISO_8859_1);
    }

    /** The next byte; -1 when the connection has ended, by a reset too. */
    public int read() {
        try {
            return in.read();
        } catch (SocketTimeoutException e) {
            throw new AssertionError("neither a byte nor the end within " + PATIENCE_MILLIS + " ms", e);
        } catch (IOException e) {
            return -1;
        }
    }

    /** Whether bytes lie ready. */
    public boolean hasInput() {
        try {
            return in.available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port of this end. */
    public int localPort() {
        return socket.getLocalPort();
    }

    /** Says Close with 1000, waits for the answer and for the end. */
    public void leave() {
        send(Frame.fromClient(Frame.CLOSE, Frame.closePayload(1000, "")));
        Frame answer = readFrame();
        while (answer != null && answer.opcode() != Frame.CLOSE) {
            answer = readFrame();
        }
        if (answer == null || read() >= 0) {
            throw new AssertionError("after the Close came: " + answer);
        }
        close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
