package dev.weir.stats.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.ExchangeTap;
import dev.weir.core.http.Headers;
import dev.weir.core.loop.Clock;
import dev.weir.stats.Blocks;
import dev.weir.stats.Gateway;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class SyslogTest {
    private static final String DATE = "[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d ";

    @TempDir
    Path folder;

    private DatagramSocket server;

    private DatagramSocket server() throws IOException {
        server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        server.setSoTimeout(10_000);
        return server;
    }

    @AfterEach
    void close() {
        ErrorLog.current().detach();
        if (server != null) {
            server.close();
        }
    }

    private String received() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[70_000], 70_000);
        server.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
    }

    /** 190 is facility 23 times 8 plus severity 6. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                   | <190> | \\S+ nginx",
                ",facility=user                       | <14>  | \\S+ nginx",
                ",severity=alert                      | <185> | \\S+ nginx",
                ",facility=kern,severity=emerg,tag=A1 | <0>   | \\S+ A1",
                ",nohostname                          | <190> | nginx"
            })
    void anAccessLogsMessageHasTheHeaderOfRfc3164(String parameters, String priority, String names) throws Exception {
        String text = "access_log syslog:server=127.0.0.1:" + server().getLocalPort() + parameters + ";";
        Blocks.Bound bound = Blocks.inServer(folder, text);
        LogDispatcher dispatcher = new LogDispatcher(Clock.SYSTEM, folder, 64);
        List<ExchangeTap> taps = bound.parts(ExchangeTap.class, dispatcher);
        assertEquals(List.of(), bound.problems());
        dispatcher.start();
        try (Gateway gateway = Gateway.answering(x -> x.respond(200, Headers.EMPTY, new byte[5]), taps.get(0))) {
            gateway.ask("GET /a HTTP/1.1\r\nHost: h\r\nConnection: close");
        }
        dispatcher.stop();
        String message = received();
        assertTrue(
                message.matches(priority + DATE + names + ": 127\\.0\\.0\\.1 - - \\[.*] \"GET /a HTTP/1.1\" 200 5 .*"),
                message);
    }

    @Test
    void anErrorLogsMessageHasTheSeverityOfItsLevelAndOneLine() throws Exception {
        LogDispatcher dispatcher = new LogDispatcher(Clock.SYSTEM, folder, 64);
        String text = "error_log syslog:server=127.0.0.1:" + server().getLocalPort() + ",severity=emerg info; http { }";
        ErrorLog.current()
                .attach(
                        dispatcher,
                        ErrorLogFeature.choices(Blocks.bind(folder, text).main()));
        LoggerFactory.getLogger("x").warn("*7 mild");
        LoggerFactory.getLogger("x").error("worse", new IOException("gone"));
        LoggerFactory.getLogger("x").error("y".repeat(5000));
        dispatcher.stop();
        String mild = received();
        String worse = received();
        String longest = received();
        assertTrue(mild.matches("<188>" + DATE + "\\S+ nginx: \\d{4}/.* \\[warn] .*: \\*7 mild"), mild);
        assertTrue(worse.startsWith("<187>") && worse.contains("IOException: gone"), worse);
        assertEquals(-1, worse.indexOf('\n'));
        assertEquals(2048, longest.length() - longest.indexOf(": ") - 2, "nginx's limit");
    }

    @Test
    void aServerThatWasAwayIsFoundAgain() throws IOException {
        int port = server().getLocalPort();
        Syslog syslog = new Syslog(server.getLocalSocketAddress(), 23, 6, "nginx", "");
        SyslogSink sink = new SyslogSink(syslog);
        sink.open();
        assertEquals(0, sink.write(lines("one\ntwo\n"), 0));
        assertEquals(List.of("one", "two"), List.of(received(), received()));
        server.close();
        sink.write(lines("lost\n"), 0);
        sink.write(lines("lost too\n"), 0);
        server = new DatagramSocket(port, InetAddress.getLoopbackAddress());
        server.setSoTimeout(10_000);
        assertEquals(0, sink.write(lines("three\n"), 0));
        assertEquals("three", received());
        sink.close();
    }

    @Test
    void aUnixSocketIsServedAsAStream() throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("log"));
        SyslogSink sink = new SyslogSink(new Syslog(address, 23, 6, "nginx", ""));
        sink.open();
        assertEquals(1, sink.write(lines("nobody there\n"), 0));
        try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listening.bind(address);
            assertEquals(0, sink.write(lines("one\ntwo\n"), 0));
            sink.close();
            try (SocketChannel stream = listening.accept()) {
                ByteBuffer read = ByteBuffer.allocate(100);
                while (stream.read(read) >= 0) {
                    assertTrue(read.hasRemaining());
                }
                assertEquals("one\ntwo\n", new String(read.array(), 0, read.position(), StandardCharsets.US_ASCII));
            }
        }
    }

    private static ByteBuffer lines(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "syslog:server=127.0.0.1,facility=none | has an unknown syslog facility \"none\"",
                "syslog:server=127.0.0.1,severity=bad  | has an unknown syslog severity \"bad\"",
                "syslog:server=127.0.0.1,tag=a-b       | has an invalid syslog tag",
                "syslog:server=127.0.0.1,tag=          | has an invalid syslog tag",
                "syslog:server=127.0.0.1,colour=red    | has an unknown syslog parameter \"colour=red\"",
                "syslog:server=127.0.0.1,server=::1    | names two syslog servers",
                "syslog:facility=user                  | names no syslog server"
            })
    void mistakesAreTold(String place, String problem) throws Exception {
        assertEquals(
                List.of("\"" + place + "\" " + problem + " for access_log"),
                Blocks.inServer(folder, "access_log " + place + ";").problems());
    }
}
