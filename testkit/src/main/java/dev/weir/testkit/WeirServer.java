package dev.weir.testkit;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The built distribution, running as a process in a folder of its own.
 *
 * <pre>
 *   try (WeirServer weir = WeirServer.of("http { server { listen 127.0.0.1:@port@; location / { return 204; } } }")
 *           .start()) {
 *       … weir.port() …
 *   }
 * </pre>
 *
 * Each {@code @name@} in the configuration becomes a free port, the same one wherever the name is repeated. A server is
 * ready when its pid file is there, since that is written after the listeners are open; a connection made to find out
 * would show up in the statistics. Thread: any.
 */
public final class WeirServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Process process;
    private final Path prefix;
    private final Ports ports;

    private WeirServer(Process process, Path prefix, Ports ports) {
        this.process = process;
        this.prefix = prefix;
        this.ports = ports;
    }

    /** A server with this configuration, not yet started. */
    public static Setup of(String configuration) {
        return new Setup(configuration);
    }

    /** What a server is started with. */
    public static final class Setup {
        private final String configuration;
        private final List<String> arguments = new ArrayList<>();
        private final Map<String, String> environment = new LinkedHashMap<>();
        private final Map<String, String> files = new LinkedHashMap<>();
        private List<String> wrapper = List.of();
        private Instant modified;

        private Setup(String configuration) {
            this.configuration = configuration;
        }

        /** More command-line arguments; {@code -p} and {@code -c} are given already. */
        public Setup arguments(String... more) {
            arguments.addAll(List.of(more));
            return this;
        }

        /** An environment variable of the process. */
        public Setup environment(String name, String value) {
            environment.put(name, value);
            return this;
        }

        /** A file to lie in the prefix, its path relative to it; ports are put in as in the configuration. */
        public Setup file(String path, String text) {
            files.put(path, text);
            return this;
        }

        /** When the files were last modified, as they are to say. */
        public Setup modified(Instant when) {
            modified = when;
            return this;
        }

        /** A command in front of the launcher, such as {@code setsid}; it must become the launcher by exec. */
        public Setup under(String... command) {
            wrapper = List.of(command);
            return this;
        }

        /**
         * Starts the server and waits until it is ready.
         *
         * @throws AssertionError when it ends instead; the message is what it said
         */
        public WeirServer start() {
            try {
                return new Start(this).run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The folder given as {@code -p}. */
    public Path prefix() {
        return prefix;
    }

    /** A file in the prefix's {@code logs} folder. */
    public Path log(String name) {
        return prefix.resolve("logs").resolve(name);
    }

    /** The lines of a log as it stands now; none when there is no such file. */
    public List<String> logLines(String name) {
        return Files.exists(log(name)) ? read(log(name)).lines().toList() : List.of();
    }

    /** The port that stands for {@code @port@}. */
    public int port() {
        return port("port");
    }

    /** The port that stands for {@code @name@}. */
    public int port(String name) {
        Integer port = ports.chosen().get(name);
        if (port == null) {
            throw new IllegalArgumentException("the configuration has no @" + name + "@");
        }
        return port;
    }

    /** The launcher's process, whose pid is in the pid file. */
    public ProcessHandle launcher() {
        return process.toHandle();
    }

    /** The JVM under the launcher. */
    public ProcessHandle jvm() {
        return process.children()
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the launcher has no JVM"));
    }

    /** Sends a signal, named as {@code kill -s} does, to the launcher. */
    public void signal(String name) {
        signal(name, Long.toString(process.pid()));
    }

    /** Sends a signal to any process, or to a process group when {@code target} starts with a minus. */
    public static void signal(String name, String target) {
        List<String> command = List.of("sh", "-c", "kill -s " + name + " -- " + target);
        Distribution.Finished kill = Distribution.runCommand(command, Map.of());
        if (kill.exitCode() != 0) {
            throw new AssertionError("kill: " + kill.errors());
        }
    }

    /** Writes another configuration, which a reload takes; new names become free ports. */
    public void reconfigure(String configuration) {
        try {
            Files.writeString(prefix.resolve("conf/weir.conf"), ports.fillIn(configuration));
            ports.release();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs {@code weir} with these arguments on the same prefix and configuration, as {@code -s} needs it. */
    public Distribution.Finished control(String... arguments) {
        List<String> all = new ArrayList<>(List.of("-p", prefix.toString()));
        all.addAll(List.of(arguments));
        return Distribution.underTest().run(all, Map.of());
    }

    /** Waits for the end and gives the exit code. */
    public int awaitExit() {
        return Distribution.await(process, "weir");
    }

    /** Sends TERM, waits for the end, and gives the exit code. */
    public int stop() {
        signal("TERM");
        return awaitExit();
    }

    /** What it wrote to standard output so far. */
    public String output() {
        return read(prefix.resolve("stdout"));
    }

    /** What it wrote to standard error so far. */
    public String errors() {
        return read(prefix.resolve("stderr"));
    }

    /** Ends the server, by force if need be, and removes its folder. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        Distribution.await(process, "weir");
        try (Stream<Path> files = Files.walk(prefix)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One start. */
    private static final class Start {
        private final Setup setup;
        private final Path prefix;
        private final Ports ports = new Ports();

        Start(Setup setup) throws IOException {
            this.setup = setup;
            this.prefix = Files.createTempDirectory("weir-it");
        }

        WeirServer run() throws IOException {
            Files.createDirectories(prefix.resolve("logs"));
            write("conf/weir.conf", setup.configuration);
            for (Map.Entry<String, String> file : setup.files.entrySet()) {
                write(file.getKey(), file.getValue());
            }
            ports.release();
            WeirServer server = new WeirServer(launch(), prefix, ports);
            try {
                awaitReady(server);
                return server;
            } catch (Throwable e) {
                server.close();
                throw e;
            }
        }

        private void write(String path, String text) throws IOException {
            Path file = prefix.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, ports.fillIn(text));
            if (setup.modified != null) {
                Files.setLastModifiedTime(file, FileTime.from(setup.modified));
            }
        }

        private Process launch() throws IOException {
            List<String> command = new ArrayList<>(setup.wrapper);
            command.add(Distribution.underTest().launcher().toString());
            command.addAll(List.of("-p", prefix.toString()));
            command.addAll(setup.arguments);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectOutput(prefix.resolve("stdout").toFile())
                    .redirectError(prefix.resolve("stderr").toFile());
            builder.environment().putAll(setup.environment);
            return builder.start();
        }

        private void awaitReady(WeirServer server) {
            Path pidFile = prefix.resolve("logs/weir.pid");
            await("pid file of weir")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> {
                        if (!server.process.isAlive()) {
                            throw new AssertionError("weir ended with exit code " + server.process.exitValue() + ":\n"
                                    + server.errors());
                        }
                        return Files.exists(pidFile) && Files.size(pidFile) > 0;
                    });
        }
    }
}
