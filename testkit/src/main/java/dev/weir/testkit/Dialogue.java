package dev.weir.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A WebSocket conversation as lines, each said and heard before the next begins. Run once straight against its upstream
 * and once through a gateway, the two {@link Heard} must be the same: that is transparency. Each line is a write of its
 * own and is waited for at the other end, so what is cut into two lines reaches the gateway in two pieces.
 *
 * <pre>
 *   C text "hello"              a frame of the client (C) or the upstream (U); masked if from the client
 *   C text+ "hel"               the same, not the last of its message; also binary, cont, ping, pong, op3
 *   C close code=1000 "bye"
 *   U binary len=70000          a payload of so many bytes
 *   U text rsv=4 masked "x"     reserved bits; masked or unmasked against the rule
 *   C ping len=5 long=8         a length field of 8 bytes where none is needed
 *   C raw 81 85 37              bytes
 *   C early text "x"            in one write with the handshake, or with the 101
 *   C end                       no more from this side
 *   C reset
 * </pre>
 *
 * Thread: the test's.
 */
public record Dialogue(List<String> lines) {
    private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|\\S+");
    private static final Map<String, Integer> OPCODES = Map.of(
            "cont", Frame.CONTINUATION,
            "text", Frame.TEXT,
            "binary", Frame.BINARY,
            "close", Frame.CLOSE,
            "ping", Frame.PING,
            "pong", Frame.PONG);

    /** A dialogue of these lines. */
    public static Dialogue of(String... lines) {
        return new Dialogue(List.of(lines));
    }

    /**
     * What each end was sent after the handshake, in hexadecimal, and whether the connection had ended there before the
     * end of the conversation.
     */
    public record Heard(String byClient, boolean clientSawEnd, String byUpstream, boolean upstreamSawEnd) {
        /** The complete frames that the client sent. */
        public List<Frame> framesIn() {
            return Frame.allIn(HexFormat.of().parseHex(byUpstream));
        }

        /** The complete frames that the upstream sent. */
        public List<Frame> framesOut() {
            return Frame.allIn(HexFormat.of().parseHex(byClient));
        }

        /** What the statistics must show when this conversation was all there was. */
        public WsStat stat() {
            return new WsStat(
                    0,
                    framesIn().size(),
                    payload(framesIn()),
                    byUpstream.length() / 2,
                    framesOut().size(),
                    payload(framesOut()),
                    byClient.length() / 2);
        }

        private static long payload(List<Frame> frames) {
            return frames.stream().mapToLong(frame -> frame.payload().length()).sum();
        }
    }

    /** Where the upstream's side of dialogues listens. */
    public static final class Stage implements AutoCloseable {
        private final ServerSocket listener;

        public Stage() {
            try {
                listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
                listener.setSoTimeout(RawWebSocket.PATIENCE_MILLIS);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        public int port() {
            return listener.getLocalPort();
        }

        @Override
        public void close() {
            try {
                listener.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Holds it straight between client and upstream. */
    public Heard direct(Stage stage) {
        return through(stage, stage.port());
    }

    /** Holds it through the gateway on this port, which has the stage as its upstream. */
    public Heard through(Stage stage, int port) {
        try (RawWebSocket socket = RawWebSocket.connect(port)) {
            End client = new End(socket);
            client.socket.send(join(RawWebSocket.handshake("/ws").getBytes(ISO_8859_1), early('C')));
            try (RawWebSocket accepted = new RawWebSocket(stage.listener.accept())) {
                End upstream = new End(accepted);
                String request = upstream.socket.readHead();
                upstream.socket.send(join(RawWebSocket.acceptance(request).getBytes(ISO_8859_1), early('U')));
                client.socket.demandAcceptance();
                upstream.hear(early('C').length);
                client.hear(early('U').length);
                return converse(client, upstream);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Heard converse(End client, End upstream) {
        for (String line : lines) {
            boolean fromClient = line.charAt(0) == 'C';
            End speaker = fromClient ? client : upstream;
            End listener = fromClient ? upstream : client;
            List<String> words = words(line);
            switch (words.get(1)) {
                case "early" -> {} // said with the handshake
                case "end" -> {
                    speaker.socket.endOutput();
                    listener.hearEnd();
                }
                case "reset" -> {
                    speaker.socket.reset();
                    listener.hearEnd();
                }
                default -> {
                    byte[] bytes = bytes(fromClient, words.subList(1, words.size()));
                    speaker.socket.send(bytes);
                    listener.hear(bytes.length);
                }
            }
        }
        return new Heard(client.heard(), client.ended, upstream.heard(), upstream.ended);
    }

    /** One of the two ends, and what it has been sent. */
    private static final class End {
        private final RawWebSocket socket;
        private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
        private boolean ended;

        End(RawWebSocket socket) {
            this.socket = socket;
        }

        void hear(int count) {
            heard.writeBytes(socket.read(count));
        }

        void hearEnd() {
            heard.writeBytes(socket.readToEnd().getBytes(ISO_8859_1));
            ended = true;
        }

        String heard() {
            return HexFormat.of().formatHex(heard.toByteArray());
        }
    }

    // --- lines

    private byte[] early(char who) {
        byte[] all = new byte[0];
        for (String line : lines) {
            List<String> words = words(line);
            if (line.charAt(0) == who && words.get(1).equals("early")) {
                all = join(all, bytes(who == 'C', words.subList(2, words.size())));
            }
        }
        return all;
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        for (Matcher word = WORD.matcher(line); word.find(); ) {
            words.add(word.group());
        }
        return words;
    }

    private static byte[] bytes(boolean fromClient, List<String> words) {
        if (words.get(0).equals("raw")) {
            return HexFormat.of().parseHex(String.join("", words.subList(1, words.size())));
        }
        boolean fin = !words.get(0).endsWith("+");
        String name =
                fin ? words.get(0) : words.get(0).substring(0, words.get(0).length() - 1);
        int opcode = name.startsWith("op") ? Integer.parseInt(name.substring(2)) : OPCODES.get(name);
        int rsv = 0;
        int lengthBytes = -1;
        boolean masked = fromClient;
        StringBuilder payload = new StringBuilder();
        for (String word : words.subList(1, words.size())) {
            String value = word.substring(word.indexOf('=') + 1);
            if (word.startsWith("\"")) {
                payload.append(word, 1, word.length() - 1);
            } else if (word.startsWith("code=")) {
                payload.append(Frame.closePayload(Integer.parseInt(value), ""));
            } else if (word.startsWith("len=")) {
                payload.append("*".repeat(Integer.parseInt(value)));
            } else if (word.startsWith("rsv=")) {
                rsv = Integer.parseInt(value);
            } else if (word.startsWith("long=")) {
                lengthBytes = Integer.parseInt(value);
            } else {
                masked = word.equals("masked");
            }
        }
        Frame frame = new Frame(fin, rsv, opcode, masked, payload.toString());
        return lengthBytes < 0 ? frame.bytes() : frame.bytes(lengthBytes);
    }

    private static byte[] join(byte[] a, byte[] b) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(a);
        both.writeBytes(b);
        return both.toByteArray();
    }
}
