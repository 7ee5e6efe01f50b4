package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Scenario.soon;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.testkit.Distribution;
import dev.weir.testkit.Json;
import dev.weir.testkit.PlainHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real Prometheus on the loopback interface, with all its data in one folder. Thread: one. */
final class Prometheus implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Process process;
    private final int port;

    private Prometheus(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts one and waits until it answers.
     *
     * @throws AssertionError when there is none on this machine
     */
    static Prometheus start(Path folder, Path configuration) throws IOException {
        demand("prometheus");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path output = folder.resolve("prometheus.out");
        Process process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        Prometheus prometheus = new Prometheus(process, port);
        try {
            soon().ignoreExceptions().until(() -> {
                if (!process.isAlive()) {
                    throw new AssertionError("Prometheus has ended: " + Files.readString(output));
                }
                return PlainHttp.get(port, "/-/ready").status() == 200;
            });
            return prometheus;
        } catch (Throwable e) {
            prometheus.close();
            throw e;
        }
    }

    /** What {@code promtool} says to these arguments, which must please it. */
    static String promtool(String... arguments) {
        demand("promtool");
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Distribution.Finished finished = Distribution.runCommand(command, Map.of());
        if (finished.exitCode() != 0) {
            throw new AssertionError(command + " says " + finished.output() + finished.errors());
        }
        return finished.output() + finished.errors();
    }

    private static void demand(String program) {
        List<String> search = List.of("sh", "-c", "command -v " + program);
        if (Distribution.runCommand(search, Map.of()).exitCode() != 0) {
            throw new AssertionError("this test needs " + program + ", which is not there: install it with"
                    + " \"apt-get install prometheus\", or run .ci/run, which does and starts no service");
        }
    }

    /** The body of an answer, however it is framed. */
    static String read(String url) {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build();
            return HttpClient.newHttpClient()
                    .send(request, BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** What an endpoint of the HTTP API has under {@code data}. */
    Json api(String target) {
        String body = read("http://127.0.0.1:" + port + "/api/v1/" + target);
        Json answer = Json.read(body.strip());
        if (!answer.at("status").text().equals("success")) {
            throw new AssertionError(target + ": " + body);
        }
        return answer.at("data");
    }

    /** The samples that an expression has now. */
    List<Json> query(String expression) {
        return api("query?query=" + URLEncoder.encode(expression, UTF_8))
                .at("result")
                .list();
    }

    /** The number that an expression is now, which must be a single one; -1 when it is none yet. */
    double number(String expression) {
        List<Json> samples = query(expression);
        if (samples.size() > 1) {
            throw new AssertionError(expression + " is " + samples);
        }
        return samples.isEmpty()
                ? -1
                : Double.parseDouble(samples.get(0).at("value").list().get(1).text());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
