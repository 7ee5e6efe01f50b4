package dev.weir.dist.scenario;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Distribution;
import dev.weir.testkit.Frame;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.WeirServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * permessage-deflate of the echo in the built distribution: what kind of payload, how large, after which offer, in how
 * many fragments. Compressed and inflated on this side by java.util.zip alone.
 */
class DeflateIT {
    private static final int RSV1 = 4;
    private static final int ROUNDS = 10;
    private static final int[] SIZES = {16, 64, 256, 1024, 4096, 8192, 16384, 32768, 65536, 131072};
    private static final String NO_TAKEOVER =
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
    private static final List<String> OFFERS = List.of(
            "permessage-deflate",
            "permessage-deflate; client_max_window_bits",
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
            "permessage-deflate; server_max_window_bits=9",
            "permessage-deflate; server_max_window_bits=15",
            "permessage-deflate; server_max_window_bits=7, permessage-deflate; server_no_context_takeover");

    private static WeirServer weir;

    @TempDir
    private Path folder;

    /** What is sent. */
    enum Kind {
        JSON,
        PROSE,
        RANDOM
    }

    record Case(String path, String offer, Kind kind, int fragment) {}

    @BeforeAll
    static void start() {
        weir = WeirServer.of("""
                worker_processes 2;
                events { worker_connections 512; }
                http {
                    access_log off;
                    server {
                        listen 127.0.0.1:@port@;
                        location = /stat { ws_stat; }
                        location /usual { websocket_echo; }
                        location /all { websocket_echo; websocket_deflate on min=0 takeover=on; }
                        location /off { websocket_echo; websocket_deflate off; }
                        location /ws {
                            websocket;
                            websocket_channel all;
                            websocket_push_url http://127.0.0.1:@port@/push;
                        }
                        location /push { websocket_push; }
                    }
                }
                """).start();
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (String path : List.of("/usual", "/all")) {
            for (String offer : OFFERS) {
                for (Kind kind : Kind.values()) {
                    cases.add(new Case(path, offer, kind, 0));
                }
                cases.add(new Case(path, offer, Kind.JSON, 256));
            }
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyMessageComesBack(Case one) {
        try (Client client = new Client(one.path, one.offer)) {
            for (int size : SIZES) {
                for (int round = 0; round < ROUNDS; round++) {
                    String plain = payload(one.kind, size, new Random(size + round));
                    client.send(one.kind == Kind.RANDOM ? Frame.BINARY : Frame.TEXT, plain, one.fragment);
                    assertEquals(plain, client.receive(), size + " bytes, round " + round);
                }
            }
            client.leave();
        }
    }

    /** Bytes as chars; text is UTF-8, cut where it must be. */
    private static String payload(Kind kind, int size, Random random) {
        if (kind == Kind.RANDOM) {
            byte[] bytes = new byte[size];
            random.nextBytes(bytes);
            return new String(bytes, ISO_8859_1);
        }
        StringBuilder text = new StringBuilder();
        while (text.length() < size) {
            int number = random.nextInt(1000);
            text.append(
                    kind == Kind.JSON
                            ? "{\"id\":" + number + ",\"name\":\"sensor-" + number % 7 + "\",\"ok\":true},"
                            : utf8(List.of("stream ", "w\u00e4chst ", "\u6c34 ", "weir ", "\ud83d\ude80 ", "the ")
                                    .get(number % 6)));
        }
        text.setLength(size);
        int end = size;
        while (end > 0 && text.charAt(end - 1) >= 0x80) {
            end--;
        }
        return text.substring(0, end) + ".".repeat(size - end);
    }

    private static String utf8(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    /** One connection with compression agreed on. Thread: the test's. */
    private static final class Client implements AutoCloseable {
        final RawWebSocket socket;
        final String agreed;
        final Deflater deflater = new Deflater(6, true);
        final Inflater inflater = new Inflater(true);
        final int min;

        Client(String path, String offer) {
            min = path.equals("/all") ? 0 : 256;
            socket = RawWebSocket.connect(weir.port());
            socket.send(RawWebSocket.handshake(path, "Sec-WebSocket-Extensions: " + offer));
            agreed = extensions(socket.demandAcceptance());
            assertNotNull(agreed);
        }

        void send(int opcode, String plain, int fragment) {
            deflater.setInput(plain.getBytes(ISO_8859_1));
            byte[] out = new byte[plain.length() + 1000];
            int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH) - 4;
            if (agreed.contains("client_no_context_takeover")) {
                deflater.reset();
            }
            String payload = new String(out, 0, length, ISO_8859_1);
            int step = fragment == 0 ? length : fragment;
            List<Frame> frames = new ArrayList<>();
            for (int from = 0; from < length; from += step) {
                int to = Math.min(length, from + step);
                boolean first = from == 0;
                frames.add(new Frame(
                        to == length,
                        first ? RSV1 : 0,
                        first ? opcode : Frame.CONTINUATION,
                        true,
                        payload.substring(from, to)));
            }
            socket.send(Frame.join(frames));
        }

        String receive() {
            Frame frame = socket.readFrame();
            boolean compressed = frame.rsv() == RSV1;
            StringBuilder payload = new StringBuilder(frame.payload());
            while (!frame.fin()) {
                frame = socket.readFrame();
                assertEquals(0, frame.rsv() | frame.opcode());
                payload.append(frame.payload());
            }
            String plain = compressed ? inflate(payload + "\0\0\u00ff\u00ff") : payload.toString();
            assertEquals(plain.length() >= min, compressed, plain.length() + " bytes");
            return plain;
        }

        private String inflate(String payload) {
            try {
                inflater.setInput(payload.getBytes(ISO_8859_1));
                byte[] out = new byte[200_000];
                int length = inflater.inflate(out);
                assertTrue(inflater.needsInput());
                if (agreed.contains("server_no_context_takeover")) {
                    inflater.reset();
                }
                return new String(out, 0, length, ISO_8859_1);
            } catch (DataFormatException e) {
                throw new AssertionError(e);
            }
        }

        void leave() {
            socket.leave();
        }

        @Override
        public void close() {
            socket.close();
            deflater.end();
            inflater.end();
        }
    }

    private static String extensions(String head) {
        return head.lines()
                .filter(line -> line.startsWith("Sec-WebSocket-Extensions: "))
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .findFirst()
                .orElse(null);
    }

    private static String agreed(String path, String offer) {
        try (RawWebSocket socket = RawWebSocket.connect(weir.port())) {
            socket.send(RawWebSocket.handshake(path, "Sec-WebSocket-Extensions: " + offer));
            String agreed = extensions(socket.demandAcceptance());
            socket.leave();
            return agreed;
        }
    }

    @Test
    void eachOfferHasItsAnswer() {
        assertEquals(NO_TAKEOVER, agreed("/usual", OFFERS.get(1)));
        assertEquals(NO_TAKEOVER + "; server_max_window_bits=9", agreed("/usual", OFFERS.get(3)));
        assertEquals("permessage-deflate", agreed("/all", OFFERS.get(1)));
        assertEquals(
                "permessage-deflate; server_no_context_takeover; server_max_window_bits=9",
                agreed("/all", OFFERS.get(3)));
        assertEquals("permessage-deflate; server_no_context_takeover", agreed("/all", OFFERS.get(5)));
        assertEquals(null, agreed("/off", OFFERS.get(0)));
        assertEquals(null, agreed("/all", "permessage-deflate; server_max_window_bits=7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/usual", "/all"})
    void aBombEndsWithTheLimit(String path) {
        try (Client client = new Client(path, OFFERS.get(0))) {
            client.send(Frame.BINARY, "\0".repeat(64 * 1024 * 1024), 1024);
            Frame close = client.socket.readFrame();
            while (Frame.CLOSE != close.opcode()) {
                close = client.socket.readFrame();
            }
            assertEquals(
                    (char) (1009 >> 8) + "" + (char) (1009 & 0xff),
                    close.payload().substring(0, 2));
        }
    }

    @Test
    void aPushToAChannelIsCompressed() {
        try (Client one = new Client("/ws", OFFERS.get(0));
                Client two = new Client("/ws", OFFERS.get(3))) {
            String url = one.receive();
            two.receive();
            String text = payload(Kind.JSON, 5000, new Random(5));
            String id = url.substring("http://".length(), url.indexOf('@'));
            assertEquals(204, post("/push?channel=all", text));
            assertEquals(text, one.receive());
            assertEquals(text, two.receive());
            assertEquals(204, post("/push/" + id, text));
            assertEquals(text, one.receive());
            one.leave();
            two.leave();
        }
    }

    /** The status of the answer. */
    private static int post(String target, String body) {
        try (RawWebSocket http = RawWebSocket.connect(weir.port())) {
            http.send("POST " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                    + body.length() + "\r\n\r\n" + body);
            return Integer.parseInt(http.readToEnd().split(" ")[1]);
        }
    }

    // --- npm's ws

    private static final String NODE_CLIENT = """
            const WebSocket = require('ws');
            const none = process.argv[4] === 'none';
            const options = { perMessageDeflate: { threshold: 0, serverNoContextTakeover: none } };
            const socket = new WebSocket(`ws://127.0.0.1:${process.argv[2]}${process.argv[3]}`, options);
            const sizes = [0, 16, 1000, 70000, 500000];
            const message = size => 'weir '.repeat(size / 5 + 1).slice(0, size);
            const next = () => sizes.length ? socket.send(message(sizes[0])) : socket.close(4000, 'enough');
            socket.on('error', error => { console.log(`error ${error.message}`); process.exit(1); });
            socket.on('open', next);
            socket.on('message', data => {
              console.log(data.toString() === message(sizes.shift()) ? `${data.length}` : 'wrong');
              next();
            });
            socket.on('close', code => console.log(`closed ${code} ${socket.extensions}`));
            """;

    static boolean hasNode() {
        return NodePeersIT.isInstalled();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/usual", "/all", "/all none"})
    @EnabledIf("hasNode")
    void npmsWsUnderstands(String arguments) throws IOException {
        Path client = Files.writeString(folder.resolve("client.js"), NODE_CLIENT);
        List<String> command = new ArrayList<>(List.of("node", client.toString(), "" + weir.port()));
        command.addAll(List.of(arguments.split(" ")));
        Distribution.Finished said =
                Distribution.runCommand(command, Map.of("NODE_PATH", NodePeersIT.MODULES.toString()));
        assertEquals("", said.errors());
        assertEquals(
                List.of("0", "16", "1000", "70000", "500000", "closed 4000 permessage-deflate"),
                said.output().lines().toList());
    }
}
