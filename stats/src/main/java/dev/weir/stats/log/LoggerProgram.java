package dev.weir.stats.log;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Sends messages as datagrams over a unix socket ({@code /dev/log}), which the JDK cannot, by way of the program
 * {@code logger} that every Linux system has (util-linux): it reads a message a line and lives as long as this.
 *
 * <pre>
 *   "&lt;190&gt;Nov 21 01:02:03 host nginx: text\n"  --pipe: "&lt;190&gt;text\n"--&gt;  logger  --datagram--&gt;  /dev/log
 * </pre>
 *
 * <p>Source: docs/decisions/0008-log-ring.md; logger(1). Thread: log.
 */
final class LoggerProgram implements WritableByteChannel {
    /** More than any line that is worth reading, and less than a datagram can hold. */
    private static final int LONGEST = 64_000;

    private static final int DATE_BYTES = "Nov 21 01:02:03 ".length();
    private static final int LONGEST_COMPLAINT = 500;
    private static final long PATIENCE_SECONDS = 2;

    private final Syslog syslog;
    private final Process process;
    private final OutputStream lines;
    private final InputStream complaints;

    private LoggerProgram(Syslog syslog, Process process) {
        this.syslog = syslog;
        this.process = process;
        this.lines = process.getOutputStream();
        this.complaints = process.getErrorStream();
    }

    /** @throws IOException when there is no such program */
    static LoggerProgram start(Syslog syslog, UnixDomainSocketAddress server) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("logger", "--socket", server.getPath().toString()));
        command.addAll(List.of("--udp", "--prio-prefix", "--size", Integer.toString(LONGEST), "--tag", syslog.tag()));
        if (!syslog.host().isEmpty()) {
            command.add("--rfc3164");
        }
        try {
            return new LoggerProgram(
                    syslog,
                    new ProcessBuilder(command)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start());
        } catch (IOException e) {
            throw new IOException("it takes datagrams only, for which the program \"logger\" is needed", e);
        }
    }

    /** @throws IOException when the program has ended, or has complained of the messages before */
    @Override
    public int write(ByteBuffer message) throws IOException {
        int count = message.remaining();
        check();
        byte[] bytes = new byte[count];
        message.get(bytes);
        int priority = 0;
        while (bytes[priority] != '>') {
            priority++;
        }
        int host = syslog.host().isEmpty() ? 0 : syslog.host().length() + 1;
        int text = priority + 1 + DATE_BYTES + host + syslog.tag().length() + ": ".length();
        lines.write(bytes, 0, priority + 1);
        lines.write(bytes, text, count - text);
        lines.flush();
        return count;
    }

    private void check() throws IOException {
        if (!Files.exists(((UnixDomainSocketAddress) syslog.server()).getPath())) {
            throw new IOException("No such file or directory");
        }
        int count = complaints.available();
        if (count > 0) {
            byte[] told = complaints.readNBytes(Math.min(count, LONGEST_COMPLAINT));
            throw new IOException(
                    new String(told, StandardCharsets.UTF_8).strip().replace('\n', ' '));
        }
        if (!process.isAlive()) {
            throw new IOException("logger has ended with code " + process.exitValue());
        }
    }

    @Override
    public boolean isOpen() {
        return process.isAlive();
    }

    /** Lets it send what it has. */
    @Override
    public void close() throws IOException {
        try {
            lines.close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            complaints.close();
        }
    }
}
