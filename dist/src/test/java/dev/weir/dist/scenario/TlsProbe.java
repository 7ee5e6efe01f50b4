package dev.weir.dist.scenario;

import dev.weir.testkit.Distribution;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * curl and openssl as clients, in a folder with certificates whose issuer is {@code ca.pem}.
 *
 * <p>Thread: the test's.
 */
record TlsProbe(Path folder) {
    private static final String ASK = "printf 'GET / HTTP/1.0\\r\\n\\r\\n'";

    /** What curl says of {@code https://host:port/path}, which is here, whatever the host. */
    String curl(String host, int port, String path, String... options) {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "15", "--cacert", "ca.pem"));
        command.addAll(List.of("--resolve", host + ":" + port + ":127.0.0.1"));
        command.addAll(List.of(options));
        command.add("https://" + host + ":" + port + path);
        return run(command);
    }

    /** What {@code openssl s_client} says, and what it hears to {@code GET /}. */
    String openssl(int port, String options) {
        return shell(ASK + " | " + client(port, "-ign_eof " + options));
    }

    /** As {@link #openssl}, and keeps the session; the server has to end the connection. */
    String openSession(int port, String version, String file) {
        return shell("(" + ASK + "; cat) | " + client(port, version + " -ign_eof -sess_out " + file));
    }

    /** Comes back to a session. */
    boolean resumes(int port, String version, String file) {
        return shell(ASK + " | " + client(port, version + " -ign_eof -sess_in " + file))
                .contains("Reused, TLSv1");
    }

    private static String client(int port, String options) {
        return "openssl s_client -connect 127.0.0.1:" + port + " " + options;
    }

    private String shell(String script) {
        return run(List.of("sh", "-c", script));
    }

    /** What a program says, on both of its outputs. */
    String run(List<String> command) {
        return Distribution.runIn(folder, command).output();
    }
}
