package dev.weir.stats.log;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Datagrams over a unix socket, received by a few lines of Perl since the JDK cannot. */
@EnabledIf("hasPrograms")
class LoggerProgramTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String RECEIVER = "use Socket; $| = 1; socket(S, AF_UNIX, SOCK_DGRAM, 0) or die;"
            + "bind(S, pack_sockaddr_un($ARGV[0])) or die; print \"ready\\n\";"
            + "while (defined recv(S, $m, 100000, 0)) { print length($m), \" $m\\n\"; }";

    @TempDir
    Path folder;

    static boolean hasPrograms() {
        return Files.exists(Path.of("/usr/bin/perl")) && Files.exists(Path.of("/usr/bin/logger"));
    }

    /** A server on {@code log}. */
    private final class Server implements AutoCloseable {
        private final Process process;
        private final BufferedReader messages;

        Server() throws IOException {
            Files.deleteIfExists(socket());
            process = new ProcessBuilder("perl", "-e", RECEIVER, socket().toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            messages = process.inputReader(StandardCharsets.ISO_8859_1);
            assertEquals("ready", messages.readLine());
        }

        String received() throws IOException {
            String line = messages.readLine();
            int space = line.indexOf(' ');
            assertEquals(Integer.parseInt(line.substring(0, space)), line.length() - space - 1, "one message");
            return line.substring(space + 1);
        }

        @Override
        public void close() {
            process.destroy();
            process.onExit().join();
        }
    }

    private Path socket() {
        return folder.resolve("log");
    }

    private Syslog syslog(String host) {
        return new Syslog(UnixDomainSocketAddress.of(socket()), 23, 6, "nginx", host);
    }

    private static ByteBuffer messages(Syslog syslog, String... texts) {
        StringBuilder all = new StringBuilder();
        for (String text : texts) {
            byte[] message = syslog.message(3, text.getBytes(StandardCharsets.ISO_8859_1), Integer.MAX_VALUE, 0);
            all.append(new String(message, StandardCharsets.ISO_8859_1));
        }
        return ByteBuffer.wrap(all.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void eachLineIsADatagram() throws Exception {
        SyslogSink sink = new SyslogSink(syslog(""));
        sink.open();
        try (Server server = new Server()) {
            String big = "y".repeat(20_000);
            assertEquals(0, sink.write(messages(syslog(""), "one: \"x\" \u00ff", "<5>two", big), 0));
            assertEquals("one: \"x\" \u00ff", text(server.received()));
            assertEquals("<5>two", text(server.received()));
            assertEquals(big, text(server.received()));
        } finally {
            sink.close();
        }
    }

    private static String text(String message) {
        assertTrue(message.matches("<187>\\w{3} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d nginx: .*"), message);
        return message.substring(message.indexOf("nginx: ") + 7);
    }

    @Test
    void theHostIsNamedUnlessItMayNot() throws Exception {
        SyslogSink sink = new SyslogSink(syslog("some.host"));
        sink.open();
        try (Server server = new Server()) {
            sink.write(messages(syslog("some.host"), "one"), 0);
            String message = server.received();
            assertTrue(message.matches("<187>\\w{3} .{2} .{8} \\S+ nginx: one"), message);
        } finally {
            sink.close();
        }
    }

    @Test
    void aServerThatComesBackIsFoundAndTheLossIsCounted() throws Exception {
        Syslog syslog = syslog("");
        SyslogSink sink = new SyslogSink(syslog);
        sink.open();
        assertEquals(1, sink.write(messages(syslog, "nobody there"), 0));
        try (Server server = new Server()) {
            assertEquals(0, sink.write(messages(syslog, "one"), 0));
            assertEquals("one", text(server.received()));
        }
        Files.delete(socket());
        assertEquals(2, sink.write(messages(syslog, "lost", "lost too"), 0));
        try (Server server = new Server()) {
            await().atMost(LIMIT).until(() -> sink.write(messages(syslog, "two"), 0) == 0);
            assertEquals("two", text(server.received()));
        } finally {
            sink.close();
        }
    }
}
