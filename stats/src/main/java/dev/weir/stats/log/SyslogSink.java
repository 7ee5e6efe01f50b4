package dev.weir.stats.log;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A syslog server: each line is one message. What it does not take at once is lost, as with nginx, so that a server
 * that is down stops nobody.
 *
 * <p>A unix socket may be a stream, as syslog-ng and socat can serve it; there each message keeps its line feed (RFC
 * 6587 section 3.4.2). Those that take datagrams, as {@code /dev/log} does, are served by {@link LoggerProgram}.
 *
 * <p>Thread: log, but for {@link #open}.
 */
final class SyslogSink implements LogSink {
    private static final Logger LOG = LoggerFactory.getLogger(SyslogSink.class);

    private final SocketAddress server;
    private final String name;
    private final Syslog syslog;
    private WritableByteChannel channel;
    private boolean open;
    private boolean failing;

    SyslogSink(Syslog syslog) {
        this.syslog = syslog;
        this.server = syslog.server();
        this.name = syslog.name();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    /** The socket itself is made by the first message: a server may come up later. */
    @Override
    public void open() {
        open = true;
    }

    @Override
    public void reopen() {
        drop();
    }

    @Override
    public void close() {
        open = false;
        drop();
    }

    private void drop() {
        WritableByteChannel old = channel;
        channel = null;
        if (old != null) {
            try {
                old.close();
            } catch (IOException e) {
                LOG.error("close() of \"{}\" failed ({})", name, e.getMessage());
            }
        }
    }

    @Override
    public int write(ByteBuffer lines, int gzipLevel) {
        int lost = 0;
        int end = lines.limit();
        while (lines.position() < end) {
            int from = lines.position();
            int to = from;
            while (to < end && lines.get(to) != '\n') {
                to++;
            }
            boolean stream = server instanceof UnixDomainSocketAddress;
            lost += send(lines.slice(from, Math.min(end, to + (stream ? 1 : 0)) - from)) ? 0 : 1;
            lines.position(Math.min(end, to + 1));
        }
        return lost;
    }

    /** A server that was away is told of by the message after; that one gets a second chance with a new socket. */
    private boolean send(ByteBuffer message) {
        boolean fresh = channel == null;
        try {
            doSend(message);
            failing = false;
            return true;
        } catch (IOException e) {
            drop();
            if (!fresh) {
                return send(message.rewind());
            }
            if (!failing) {
                failing = true;
                LOG.error("send() to \"{}\" failed ({})", name, e.getMessage());
            }
            return false;
        }
    }

    private void doSend(ByteBuffer message) throws IOException {
        if (channel == null) {
            channel = connected();
        }
        channel.write(message);
        if (message.hasRemaining()) {
            throw new IOException("the socket's buffer is full");
        }
    }

    private WritableByteChannel connected() throws IOException {
        if (server instanceof UnixDomainSocketAddress path) {
            return connected(path);
        }
        DatagramChannel datagrams = DatagramChannel.open();
        try {
            datagrams.configureBlocking(false);
            datagrams.connect(server);
            return datagrams;
        } catch (IOException | RuntimeException e) {
            datagrams.close();
            throw e;
        }
    }

    private WritableByteChannel connected(UnixDomainSocketAddress path) throws IOException {
        try {
            SocketChannel stream = SocketChannel.open(path);
            stream.configureBlocking(false);
            return stream;
        } catch (SocketException e) {
            // EPROTOTYPE, for which the JDK has no exception of its own.
            if (e.getMessage() != null && e.getMessage().startsWith("Protocol wrong type")) {
                return LoggerProgram.start(syslog, path);
            }
            throw e;
        }
    }
}
