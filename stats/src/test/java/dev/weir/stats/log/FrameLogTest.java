package dev.weir.stats.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.Exchange;
import dev.weir.core.loop.Clock;
import dev.weir.core.ws.FrameTap;
import dev.weir.core.ws.Opcode;
import dev.weir.core.ws.Side;
import dev.weir.core.ws.WsEnd;
import dev.weir.stats.Blocks;
import dev.weir.stats.FakeSession;
import dev.weir.stats.Gateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the text of a configuration to the lines in the file. */
class FrameLogTest {
    private static final String HANDSHAKE = "GET /chat HTTP/1.1\r\nHost: test.example\r\nUpgrade: websocket";

    @TempDir
    Path folder;

    private Gateway gateway;

    @BeforeEach
    void open() throws Exception {
        gateway = Gateway.holding(1);
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void logsTheSeedsOwnFormats() throws Exception {
        assertEquals(
                List.of(
                        "Connection opened",
                        "packet from client, type: 1, payload: 5",
                        "packet from upstream, type: 2, payload: 70000",
                        "packet from client, type: 8, payload: 2",
                        "Connection closed"),
                lines(
                        "ws_log a.log; ws_log_format \"packet from $ws_packet_source, type: $ws_opcode, "
                                + "payload: $ws_payload_size\"; ws_log_format open \"Connection opened\";"
                                + "ws_log_format close \"Connection closed\";",
                        FrameLogTest::conversation));
    }

    @Test
    void logsWholeMessages() throws Exception {
        assertEquals(
                List.of("OPEN", "CLIENT->SERVER: 1311 (websocket)", "SERVER->CLIENT: 1311 (websocket)", "CLOSE"),
                lines(
                        "ws_log a.log; ws_log_format open \"OPEN\"; ws_log_format close \"CLOSE\"; ws_log_enabled on;"
                                + "ws_log_format server \"SERVER->CLIENT: $ws_message_size ($http_upgrade)\";"
                                + "ws_log_format client \"CLIENT->SERVER: $ws_message_size ($http_upgrade)\";",
                        session -> {
                            session.frame(Side.CLIENT, Opcode.BINARY, false, 1000, -1, Opcode.BINARY);
                            session.frame(Side.CLIENT, Opcode.PING, 4);
                            session.frame(Side.CLIENT, Opcode.CONTINUATION, true, 311, 1311, Opcode.BINARY);
                            session.frame(Side.UPSTREAM, Opcode.PONG, 4);
                            session.frame(Side.UPSTREAM, Opcode.BINARY, 1311);
                            session.frame(Side.CLIENT, Opcode.CLOSE, 2);
                            session.end(WsEnd.By.CLIENT, 1000, WsEnd.Cause.CLOSE);
                        }));
    }

    @Test
    void namesTheOpcodeOfTheMessage() throws Exception {
        Consumer<FakeSession> fragments = session -> {
            session.frame(Side.CLIENT, Opcode.TEXT, false, 1, -1, Opcode.TEXT);
            session.frame(Side.CLIENT, Opcode.CONTINUATION, true, 2, 3, Opcode.TEXT);
        };
        String quiet =
                "ws_log_format open ''; ws_log_format close ''; ws_log_format client '$ws_opcode $ws_message_size';";
        assertEquals(List.of("1 3"), lines(quiet + "ws_log a.log;", fragments));
        // A condition that changes from frame to frame makes the worker render the line.
        assertEquals(List.of("1 3"), lines(quiet + "ws_log b.log if=$ws_fin;", fragments, "b.log"));
    }

    @Test
    void hasDefaults() throws Exception {
        List<String> lines = lines("ws_log a.log;", FrameLogTest::conversation);
        assertEquals("websocket connection opened", lines.get(0));
        assertTrue(
                lines.get(1)
                        .matches("\\d\\d/\\w{3}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}: "
                                + "packet received from client"),
                lines.get(1));
        assertTrue(lines.get(2).endsWith(": packet received from upstream"), lines.get(2));
        assertEquals("websocket connection closed", lines.get(4));
        assertEquals(5, lines.size());
    }

    @Test
    void anEmptyTextSwitchesAnEventOff() throws Exception {
        assertEquals(
                List.of("in", "out 1000 client close 2"),
                lines(
                        "ws_log a.log; ws_log_format \"\"; ws_log_format open in; ws_log_format close"
                                + " \"out $ws_close_code $ws_close_side $ws_close_cause $ws_frames_in\";",
                        FrameLogTest::conversation));
    }

    /** FAULTS 6: these crashed the modules that Weir replaces. */
    @Test
    void printsADashWhereAnEventHasNoValue() throws Exception {
        assertEquals(
                List.of("- - - - - - 0 GET /chat HTTP/1.1 /chat 127.0.0.1"),
                lines(
                        "ws_log a.log; ws_log_format \"\"; ws_log_format close \"\"; ws_log_format open \"$ws_opcode "
                                + "$ws_payload_size $ws_packet_source $ws_fin $remote_user $ws_close_code $ws_conn_age "
                                + "$request $uri $remote_addr\";",
                        session -> {}));
    }

    @Test
    void joinsTheWordsOfAFormat() throws Exception {
        assertEquals(
                List.of("{\"o\":1,\"u\":\"\"}", "{\"o\":2,\"u\":\"\"}", "{\"o\":8,\"u\":\"\"}"),
                lines(
                        "ws_log a.log; ws_log_format open ''; ws_log_format close '';"
                                + "ws_log_format escape=json '{\"o\":$ws_opcode,' '\"u\":\"$http_none\"}';",
                        FrameLogTest::conversation));
    }

    @Test
    void logsToSeveralFilesUnderConditions() throws Exception {
        String text = "ws_log a.log; ws_log b.log if=$http_upgrade; ws_log c.log if=$http_none; ws_log_format x;";
        assertEquals(5, lines(text, FrameLogTest::conversation).size());
        assertEquals(5, Files.readAllLines(folder.resolve("b.log")).size());
        assertEquals(0, Files.readAllLines(folder.resolve("c.log")).size());
    }

    @Test
    void logsOnlyFramesThatALiveConditionAdmits() throws Exception {
        String text = "ws_log a.log if=$ws_fin; ws_log_format '$ws_payload_size';";
        assertEquals(List.of("2", "websocket connection closed"), lines(text, session -> {
            session.frame(Side.CLIENT, Opcode.TEXT, false, 1, -1, Opcode.TEXT);
            session.frame(Side.CLIENT, Opcode.CONTINUATION, true, 2, 3, Opcode.TEXT);
            session.end(WsEnd.By.CLIENT, 1000, WsEnd.Cause.CLOSE);
        }));
    }

    @Test
    void canBeOff() throws Exception {
        for (String off : List.of("ws_log off;", "ws_log a.log; ws_log_enabled off;", "ws_log a.log; ws_log off;")) {
            LogDispatcher dispatcher = new LogDispatcher(Clock.SYSTEM, folder, 64);
            Blocks.Bound bound = Blocks.inServer(folder, off);
            assertEquals(List.of(), bound.parts(FrameTap.Factory.class, dispatcher), off);
            assertEquals(List.of(), bound.problems());
        }
    }

    @Test
    void inheritsFromTheInnermostLevelThatHasAny() throws Exception {
        String conf = "http { ws_log http.log; ws_log_format 'http'; server { ws_log_format open 'server'; "
                + "ws_log server.log; location / { ws_log a.log; } } }";
        assertEquals(
                List.of("server", "websocket connection closed"),
                run(
                        Blocks.bind(folder, conf),
                        session -> session.end(WsEnd.By.CLIENT, 1000, WsEnd.Cause.CLOSE),
                        "a.log"));
        assertEquals(false, Files.exists(folder.resolve("http.log")));
    }

    private static void conversation(FakeSession session) {
        session.frame(Side.CLIENT, Opcode.TEXT, 5);
        session.frame(Side.UPSTREAM, Opcode.BINARY, 70_000);
        session.frame(Side.CLIENT, Opcode.CLOSE, 2);
        session.end(WsEnd.By.CLIENT, 1000, WsEnd.Cause.CLOSE);
    }

    private List<String> lines(String server, Consumer<FakeSession> talk) throws Exception {
        return lines(server, talk, "a.log");
    }

    private List<String> lines(String server, Consumer<FakeSession> talk, String file) throws Exception {
        return run(Blocks.inServer(folder, server), talk, file);
    }

    private List<String> run(Blocks.Bound bound, Consumer<FakeSession> talk, String file) throws Exception {
        LogDispatcher dispatcher = new LogDispatcher(Clock.SYSTEM, folder, 64);
        List<FrameTap.Factory> taps = bound.parts(FrameTap.Factory.class, dispatcher);
        assertEquals(List.of(), bound.problems());
        dispatcher.start();
        Exchange exchange = gateway.exchange(HANDSHAKE);
        Gateway.on(exchange, x -> {
            talk.accept(new FakeSession(x).open(taps.get(0)));
            return null;
        });
        dispatcher.stop();
        return read(file);
    }

    private List<String> read(String file) throws IOException {
        return Files.readAllLines(folder.resolve(file));
    }
}
