package dev.weir.dist.scenario;

import dev.weir.testkit.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** Debian's nginx, running in a folder of its own. Thread: any. */
final class NginxServer implements AutoCloseable {
    private static final Path BINARY = Path.of("/usr/sbin/nginx");

    private final Process process;
    private final Path prefix;
    private final int port;

    private NginxServer(Process process, Path prefix, int port) {
        this.process = process;
        this.prefix = prefix;
        this.port = port;
    }

    static boolean isInstalled() {
        return Files.isExecutable(BINARY);
    }

    /** Starts it with a configuration in which {@code @port@} stands for a free port. */
    static NginxServer start(String configuration, Map<String, String> files) {
        try {
            Path prefix = Files.createTempDirectory("nginx-it");
            Files.createDirectories(prefix.resolve("logs"));
            for (Map.Entry<String, String> file : files.entrySet()) {
                Path path = prefix.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.getValue());
                Files.setLastModifiedTime(path, FileTime.from(Conversation.MODIFIED));
            }
            Ports ports = new Ports();
            Files.writeString(prefix.resolve("nginx.conf"), ports.fillIn(configuration));
            int port = ports.port("port");
            ports.release();
            Process process = new ProcessBuilder(
                            BINARY.toString(), "-p", prefix.toString(), "-c", "nginx.conf", "-e", "logs/error.log")
                    .redirectErrorStream(true)
                    .redirectOutput(prefix.resolve("out").toFile())
                    .start();
            NginxServer nginx = new NginxServer(process, prefix, port);
            nginx.awaitReady();
            return nginx;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady() throws IOException {
        Path pid = prefix.resolve("logs/weir.pid");
        Scenario.soon().until(() -> !process.isAlive() || Files.exists(pid));
        if (!process.isAlive()) {
            String said = Files.readString(prefix.resolve("out"));
            close();
            throw new AssertionError("nginx ended: " + said);
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        try (Stream<Path> files = Files.walk(prefix)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
