package dev.weir.core.http;

import dev.weir.core.loop.Connection;
import dev.weir.core.loop.Protocol;
import dev.weir.core.loop.Timer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client connection until its PROXY header has come; then HTTP takes over. One that sends something else is closed
 * without an answer, for it is no load balancer.
 *
 * <p>Thread: worker.
 */
final class ProxyGreeting implements Protocol {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyGreeting.class);

    private final ProxyHeaderParser parser = new ProxyHeaderParser();
    private final Tenure tenure;
    private final Consumer<ProxyHeader> onHeader;
    private Timer timer;

    private ProxyGreeting(Tenure tenure, Consumer<ProxyHeader> onHeader) {
        this.tenure = tenure;
        this.onHeader = onHeader;
    }

    /** @param onHeader gives the connection its next protocol */
    static void await(Connection connection, Tenure tenure, Consumer<ProxyHeader> onHeader) {
        ProxyGreeting greeting = new ProxyGreeting(tenure, onHeader);
        connection.protocol(greeting);
        greeting.onAdopted(connection);
    }

    @Override
    public void onAdopted(Connection connection) {
        timer = new Timer(() -> {
            LOG.info("*{} client timed out while {}", connection.id(), Cut.PROXY_PROTOCOL_TIMEOUT.doing());
            tenure.onCut(connection, Cut.PROXY_PROTOCOL_TIMEOUT);
            connection.close();
        });
        connection
                .worker()
                .arm(timer, tenure.site().defaultServer().headerTimeout().toNanos());
        connection.mayGo(false);
    }

    @Override
    public void onBytes(Connection connection, ByteBuffer bytes) {
        ProxyHeader header;
        try {
            header = parser.read(bytes);
        } catch (HttpFault fault) {
            LOG.error(
                    "*{} {}, client: {}",
                    connection.id(),
                    fault.getMessage(),
                    Peering.of(connection.remote(), connection.local()).remoteAddress());
            connection.close();
            return;
        }
        if (header == null) {
            return;
        }
        connection.worker().disarm(timer);
        onHeader.accept(header);
        if (bytes.hasRemaining() && !connection.isClosed()) {
            // Through TLS, should that begin here.
            connection.reread(bytes);
        }
    }

    @Override
    public void onMakingWay(Connection connection) {
        tenure.onCut(connection, Cut.MADE_WAY);
    }

    @Override
    public void onEnd(Connection connection) {
        connection.close();
    }

    @Override
    public void onClosed(Connection connection, IOException cause) {
        connection.worker().disarm(timer);
    }
}
