package dev.weir.core.loop;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;

/**
 * What the kernel is told of a listening socket and of those who come by it. Where nothing is said here, it decides by
 * itself, and better than most numbers would.
 *
 * <p>Source: nginx, {@code listen}. Thread: any; immutable.
 *
 * @param backlog most connections that wait to be accepted; 0 for {@link #USUAL_BACKLOG}
 * @param receiveBytes the buffer of what has come and is not read, which bounds the window; 0 for the kernel's own
 * @param sendBytes the buffer of what is written and not acknowledged; 0 for the kernel's own
 * @param keepAlive whether silent peers are probed; null for the kernel's own, which is not
 */
public record DoorOptions(int backlog, int receiveBytes, int sendBytes, KeepAlive keepAlive) {
    /** nginx's length of the queue on Linux. */
    public static final int USUAL_BACKLOG = 511;

    /** Says nothing. */
    public static final DoorOptions NONE = new DoorOptions(0, 0, 0, null);

    /**
     * How silent peers are probed.
     *
     * @param on whether they are
     * @param idleSeconds of silence before the first probe; 0 for the kernel's own, as in the others
     * @param intervalSeconds between probes
     * @param probes without an answer, after which the peer is taken for dead
     */
    public record KeepAlive(boolean on, int idleSeconds, int intervalSeconds, int probes) {}

    /** These, and where they say nothing, the others. */
    public DoorOptions or(DoorOptions other) {
        return new DoorOptions(
                backlog != 0 ? backlog : other.backlog,
                receiveBytes != 0 ? receiveBytes : other.receiveBytes,
                sendBytes != 0 ? sendBytes : other.sendBytes,
                keepAlive != null ? keepAlive : other.keepAlive);
    }

    DoorOptions withBacklog(int other) {
        return new DoorOptions(other, receiveBytes, sendBytes, keepAlive);
    }

    int queue() {
        return backlog != 0 ? backlog : USUAL_BACKLOG;
    }

    /** Before it is bound, or the window could not become larger than usual: its scale is agreed upon at once. */
    void applyTo(ServerSocketChannel door) throws IOException {
        if (receiveBytes != 0) {
            door.setOption(StandardSocketOptions.SO_RCVBUF, receiveBytes);
        }
    }

    /** The receive buffer of an accepted socket is that of the door by which it came. */
    void applyTo(SocketChannel accepted) throws IOException {
        if (sendBytes != 0) {
            accepted.setOption(StandardSocketOptions.SO_SNDBUF, sendBytes);
        }
        if (keepAlive != null && accepted.supportedOptions().contains(StandardSocketOptions.SO_KEEPALIVE)) {
            accepted.setOption(StandardSocketOptions.SO_KEEPALIVE, keepAlive.on);
            set(accepted, ExtendedSocketOptions.TCP_KEEPIDLE, keepAlive.idleSeconds);
            set(accepted, ExtendedSocketOptions.TCP_KEEPINTERVAL, keepAlive.intervalSeconds);
            set(accepted, ExtendedSocketOptions.TCP_KEEPCOUNT, keepAlive.probes);
        }
    }

    private static void set(NetworkChannel socket, SocketOption<Integer> option, int value) throws IOException {
        if (value != 0) {
            socket.setOption(option, value);
        }
    }
}
