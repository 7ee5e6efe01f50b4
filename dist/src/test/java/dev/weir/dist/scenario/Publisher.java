package dev.weir.dist.scenario;

import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.WeirServer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A backend's connection that pushes: keep-alive, pipelined if need be.
 *
 * <p>Thread: the one that made it.
 */
final class Publisher implements AutoCloseable {
    private final RawWebSocket connection;

    /** An answer; {@code head} without its empty line. */
    record Answer(int status, String head, String body) {
        /** The value of a header field; null for none. */
        String field(String name) {
            for (String line : head.split("\r\n")) {
                if (line.regionMatches(true, 0, name + ":", 0, name.length() + 1)) {
                    return line.substring(name.length() + 1).strip();
                }
            }
            return null;
        }
    }

    Publisher(WeirServer weir) {
        this.connection = RawWebSocket.connect(weir.port());
    }

    /** The bytes of a request; the body is a byte string, null for none. */
    static String request(String method, String target, String body, String... fields) {
        StringBuilder all = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n");
        for (String field : fields) {
            all.append(field).append("\r\n");
        }
        if (body != null) {
            all.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        return all.append("\r\n").append(body == null ? "" : body).toString();
    }

    /** POSTs and gives the status. */
    int post(String target, String body, String... fields) {
        return ask("POST", target, body, fields).status();
    }

    Answer ask(String method, String target, String body, String... fields) {
        send(request(method, target, body, fields));
        return answer(method.equals("HEAD"));
    }

    void send(String bytes) {
        connection.send(bytes);
    }

    Answer answer() {
        return answer(false);
    }

    private Answer answer(boolean headOnly) {
        String head = connection.readHead();
        if (!head.startsWith("HTTP/1.1 ")) {
            throw new AssertionError("no answer, but: " + head);
        }
        int status = Integer.parseInt(head.substring(9, 12));
        int at = head.toLowerCase(Locale.ROOT).indexOf("content-length: ");
        int length = at < 0 || headOnly
                ? 0
                : Integer.parseInt(
                        head.substring(at + 16, head.indexOf('\r', at)).strip());
        String body = new String(connection.read(length), StandardCharsets.ISO_8859_1);
        return new Answer(status, head.strip(), body);
    }

    @Override
    public void close() {
        connection.close();
    }
}
