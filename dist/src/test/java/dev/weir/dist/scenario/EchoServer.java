package dev.weir.dist.scenario;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.java_websocket.WebSocket;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.WebSocketServer;

/** Java-WebSocket's server, which judges frames by RFC 6455; sends every message back. Thread: its own. */
final class EchoServer extends WebSocketServer {
    private final CountDownLatch listening = new CountDownLatch(1);

    private EchoServer() {
        super(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1, List.of(new Draft_6455()));
        setDaemon(true);
        setConnectionLostTimeout(0);
    }

    /** A server on a free port. */
    static EchoServer started() throws InterruptedException {
        EchoServer server = new EchoServer();
        server.start();
        if (!server.listening.await(10, TimeUnit.SECONDS)) {
            throw new AssertionError("the echo server does not start");
        }
        return server;
    }

    @Override
    public void onStart() {
        listening.countDown();
    }

    @Override
    public void onMessage(WebSocket socket, String message) {
        socket.send(message);
    }

    @Override
    public void onMessage(WebSocket socket, ByteBuffer message) {
        socket.send(message);
    }

    @Override
    public void onOpen(WebSocket socket, ClientHandshake handshake) {
        socket.setAttachment(handshake.getResourceDescriptor());
    }

    @Override
    public void onClose(WebSocket socket, int code, String reason, boolean remote) {
        socket.setAttachment(reason);
    }

    @Override
    public void onError(WebSocket socket, Exception e) {
        if (socket == null) {
            throw new IllegalStateException(e);
        }
    }
}
