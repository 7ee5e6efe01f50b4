package dev.weir.proxy.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A name server on 127.0.0.1, by UDP and on the same port by TCP, whose answers a test scripts. */
public final class StubNameServer implements AutoCloseable {
    /** What came. */
    public record Asked(String name, int type, int id, int port, boolean byTcp) {}

    /** Answers a question; null keeps silent. */
    public interface Script {
        byte[] answer(Asked asked, byte[] query);
    }

    private final DatagramSocket datagrams;
    private final ServerSocket streams;
    private final Thread datagramThread;
    private final Script script;
    public final List<Asked> asked = new CopyOnWriteArrayList<>();

    public StubNameServer(Script script) throws IOException {
        this.script = script;
        InetAddress loopback = InetAddress.getLoopbackAddress();
        streams = new ServerSocket(0, 10, loopback);
        datagrams = new DatagramSocket(streams.getLocalPort(), loopback);
        datagramThread = start(this::serveDatagrams, "stub-udp");
        start(this::serveStreams, "stub-tcp");
    }

    private static Thread start(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), streams.getLocalPort());
    }

    private void serveDatagrams() {
        try {
            for (; ; ) {
                DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
                datagrams.receive(packet);
                byte[] query = java.util.Arrays.copyOf(packet.getData(), packet.getLength());
                byte[] answer = answer(query, packet.getPort(), false);
                if (answer != null) {
                    datagrams.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            }
        } catch (IOException e) {
            close();
        }
    }

    private void serveStreams() {
        try {
            for (; ; ) {
                try (Socket socket = streams.accept()) {
                    serve(socket);
                }
            }
        } catch (IOException e) {
            close();
        }
    }

    /** Byte by byte, so that the reader sees every split. */
    private void serve(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] query = new byte[in.readUnsignedShort()];
        in.readFully(query);
        byte[] answer = answer(query, socket.getPort(), true);
        if (answer == null) {
            return;
        }
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.writeByte(answer.length >> 8);
        out.writeByte(answer.length);
        for (byte b : answer) {
            out.writeByte(b);
        }
        in.read();
    }

    private byte[] answer(byte[] query, int port, boolean byTcp) {
        StringBuilder name = new StringBuilder();
        int at = 12;
        for (; query[at] != 0; at += query[at] + 1) {
            name.append(name.length() == 0 ? "" : ".").append(new String(query, at + 1, query[at]));
        }
        int id = (query[0] & 0xff) << 8 | query[1] & 0xff;
        Asked came = new Asked(name.toString(), query[at + 2], id, port, byTcp);
        asked.add(came);
        return script.answer(came, query);
    }

    /** Nobody is there from now on: as long as its thread still sleeps on the socket, that would take datagrams. */
    @Override
    public void close() {
        datagrams.close();
        try {
            streams.close();
            if (Thread.currentThread() != datagramThread) {
                datagramThread.join();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
