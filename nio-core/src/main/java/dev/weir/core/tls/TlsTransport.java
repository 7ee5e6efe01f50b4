package dev.weir.core.tls;

import dev.weir.core.loop.Connection;
import dev.weir.core.loop.Transport;
import dev.weir.core.loop.Worker;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Date;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS over another transport. <pre>
 *   accepted:  HELLO --a client's hello--> HANDSHAKE --finished--> OPEN
 *                |                             |
 *                +--no TLS--> PLAIN            +--alert--> (an IOException ends the connection)
 *   ours:      CONNECTING --connected--> HANDSHAKE
 * </pre>
 *
 * <p>It holds bytes only while a record is incomplete or the socket refuses one. Thread: worker.
 */
public final class TlsTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(TlsTransport.class);

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private enum State {
        CONNECTING,
        HELLO,
        HANDSHAKE,
        OPEN,
        PLAIN
    }

    private final Transport below;
    private final Function<ClientHello, TlsServer> choice;
    private final TlsClient client;
    private final Manners manners = new Manners();
    private Worker worker;
    private Appointment appointment;
    private RawInput input;
    private RecordOutput output;
    private SSLEngine engine;
    private Negotiation negotiation;
    private TlsServer server;
    private TlsFacts facts;
    private ClientHello hello;
    private State state;
    private int wanted;
    private boolean more;
    private boolean peerEnded;
    private boolean finishing;
    private boolean broken;

    private TlsTransport(Transport below, Function<ClientHello, TlsServer> choice, TlsClient client, SSLEngine engine) {
        this.below = below;
        this.choice = choice;
        this.client = client;
        this.engine = engine;
        this.state = engine == null ? State.HELLO : State.CONNECTING;
    }

    /**
     * Over an accepted connection.
     *
     * @param choice who answers a hello
     */
    public static TlsTransport accepting(
            Transport below, Connection connection, Function<ClientHello, TlsServer> choice) {
        TlsTransport transport = new TlsTransport(below, choice, null, null);
        transport.serve(connection);
        return transport;
    }

    /** Over a connection that we make. */
    public static TlsTransport connecting(Transport below, TlsClient client, SSLEngine engine) {
        return new TlsTransport(below, null, client, engine);
    }

    /** That of a connection; null when it has none. */
    public static TlsTransport of(Connection connection) {
        return connection.transport() instanceof TlsTransport tls ? tls : null;
    }

    /** Whether what travels on a connection is encrypted. */
    public static boolean isSecret(Connection connection) {
        TlsTransport tls = of(connection);
        return tls != null && tls.facts != null;
    }

    /** What was agreed upon; null while the handshake lasts, and for a peer that speaks no TLS. */
    public TlsFacts facts() {
        return facts;
    }

    /** What an accepted connection's client has asked for; null before that, and for a peer that speaks no TLS. */
    public ClientHello hello() {
        return facts == null ? hello : facts.hello();
    }

    /** Whether the peer speaks no TLS. */
    public boolean isPlain() {
        return state == State.PLAIN;
    }

    @Override
    public void attach(Connection owner) throws IOException {
        serve(owner);
        below.attach(owner);
    }

    private void serve(Connection owner) {
        worker = owner.worker();
        appointment = new Appointment(owner);
        input = new RawInput(below, worker);
        output = new RecordOutput(below, worker, () -> interest(wanted));
    }

    // --- reading

    @Override
    public int read(ByteBuffer into) throws IOException {
        more = false;
        if (state == State.PLAIN && input.isEmpty()) {
            return below.read(into);
        }
        if (peerEnded) {
            return -1;
        }
        int start = into.position();
        int count = receive(into, into.remaining());
        int produced = into.position() - start;
        if (produced > 0) {
            more |= peerEnded;
            return produced;
        }
        return count < 0 || peerEnded ? -1 : 0;
    }

    /** Opens the records that have come, as far as there is room for what they hold. */
    private int receive(ByteBuffer into, int most) throws IOException {
        ByteBuffer raw = worker.layerBuffers().rawInput();
        int count = input.read(raw, most);
        try {
            open(raw, into);
        } catch (SSLException e) {
            throw refuse(e);
        }
        input.keep(raw);
        return count;
    }

    private void open(ByteBuffer raw, ByteBuffer into) throws IOException {
        if (state == State.HELLO && raw.hasRemaining()) {
            greet(raw);
        }
        if (state == State.PLAIN) {
            into.put(raw);
        }
        // Whoever waits for the end of a handshake has no place for what follows it.
        boolean goesOn = into != NOTHING;
        while ((state == State.HANDSHAKE || state == State.OPEN && goesOn) && raw.hasRemaining() && !peerEnded) {
            if (into.position() > 0 && NativeTls.mayEndWith(engine, raw)) {
                more = true;
                return;
            }
            SSLEngineResult result = engine.unwrap(raw, into);
            if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
                return;
            }
            if (result.getStatus() == Status.BUFFER_OVERFLOW) {
                onFull(into);
                return;
            }
            peerEnded = result.getStatus() == Status.CLOSED || engine.isInboundDone();
            onRecord(result);
        }
    }

    /** An engine wants more room for a record than that turns out to need. */
    private void onFull(ByteBuffer into) throws SSLException {
        if (into.position() == 0) {
            throw new SSLException("a record larger than it may be");
        }
        more = true;
    }

    private void onRecord(SSLEngineResult result) throws IOException {
        if (state == State.OPEN) {
            manners.judge(result, facts.protocol());
        }
        try {
            negotiation.advance(result.getHandshakeStatus());
        } catch (IOException e) {
            if (!peerEnded) {
                throw e;
            }
            // Nobody hears our answer to its goodbye; what came before that is whole.
            broken = true;
        }
    }

    private void greet(ByteBuffer raw) throws IOException {
        if (!ClientHello.mayBeginWith(raw.get(raw.position()))) {
            state = State.PLAIN;
            interest(wanted);
            return;
        }
        hello = ClientHello.read(raw);
        if (hello == null || !appointment.isDue()) {
            return;
        }
        server = choice.apply(hello);
        byte[] alert = server.alert(hello);
        if (alert != null) {
            output.send(ByteBuffer.wrap(alert));
            throw new HandshakeFailure("handshake rejected");
        }
        engine = Resumption.engine(server, hello, raw, worker);
        begin();
    }

    @Override
    public boolean unread(ByteBuffer bytes) {
        input.keep(bytes);
        return true;
    }

    @Override
    public boolean hasMore() {
        return more;
    }

    @Override
    public boolean isEndedProperly() {
        return peerEnded || state == State.PLAIN;
    }

    // --- the handshake

    private void begin() throws IOException {
        state = State.HANDSHAKE;
        negotiation = new Negotiation(engine, output, worker, this::onFinished);
        negotiation.begin();
        interest(wanted);
    }

    private void onFinished() throws IOException {
        if (state != State.HANDSHAKE) {
            return;
        }
        state = State.OPEN;
        facts = TlsFacts.of(engine, hello, server == null ? null : server.clients(), negotiation.resumes());
        hello = null;
        if (server != null) {
            server.onFinished(engine);
        } else {
            client.judge(engine, facts, new Date(worker.wallMillis()));
        }
        interest(wanted);
    }

    /** Tells the peer what is wrong. */
    private IOException refuse(SSLException cause) {
        broken = true;
        if (negotiation != null) {
            negotiation.tell(cause);
        }
        if (choice != null) {
            String doing = state == State.OPEN ? "reading" : "SSL handshaking";
            LOG.info("SSL error ({}) while {}, client: {}", cause.getMessage(), doing, remote());
        }
        return state == State.OPEN ? cause : new HandshakeFailure(cause);
    }

    @Override
    public boolean finishConnect() throws IOException {
        if (state == State.CONNECTING) {
            if (below.finishConnect()) {
                try {
                    begin();
                } catch (SSLException e) {
                    throw refuse(e);
                }
            }
            return false;
        }
        output.flush();
        if (receive(NOTHING, Worker.SCRATCH_BYTES) < 0 && state != State.OPEN) {
            throw new HandshakeFailure("peer closed connection in SSL handshake");
        }
        more = !input.isEmpty();
        return state == State.OPEN;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        return (int) write(new ByteBuffer[] {from}, 1);
    }

    @Override
    public long write(ByteBuffer[] from, int count) throws IOException {
        return switch (state) {
            case PLAIN -> below.write(from, count);
            case OPEN -> output.write(engine, from, count);
            default -> 0;
        };
    }

    @Override
    public void interest(int ops) {
        wanted = ops;
        int here = switch (state) {
            case CONNECTING, HELLO, PLAIN -> ops;
            // Until it is over the handshake alone says what is awaited.
            case HANDSHAKE -> READ;
            case OPEN -> ops & ~CONNECT;
        };
        below.interest(output.isWaiting() ? here | WRITE : here);
    }

    @Override
    public int onReady(int ops) throws IOException {
        if ((ops & WRITE) != 0) {
            output.flush();
            endIfSaid();
        }
        return output.isWaiting() ? ops & ~WRITE : ops;
    }

    // --- the end

    @Override
    public void shutdownOutput() throws IOException {
        sayGoodbye();
        finishing = true;
        endIfSaid();
    }

    private void endIfSaid() throws IOException {
        if (finishing && !output.isWaiting()) {
            below.shutdownOutput();
        }
    }

    private void sayGoodbye() throws IOException {
        if (state == State.OPEN && !finishing && !broken) {
            negotiation.goodbye();
        }
    }

    @Override
    public void close() {
        try {
            sayGoodbye();
        } catch (IOException e) {
            // The peer is gone: there is nobody to say it to.
            broken = true;
        }
        forget();
        below.close();
    }

    @Override
    public void reset() {
        forget();
        below.reset();
    }

    private void forget() {
        broken = true;
        NativeTls.free(engine, worker);
        engine = null;
        input.clear();
        output.clear();
    }

    @Override
    public void noDelay(boolean on) {
        below.noDelay(on);
    }

    @Override
    public SocketAddress remote() {
        return below.remote();
    }

    @Override
    public SocketAddress local() {
        return below.local();
    }
}
