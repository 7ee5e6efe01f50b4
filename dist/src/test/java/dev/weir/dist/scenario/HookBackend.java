package dev.weir.dist.scenario;

import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.StubUpstream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A backend of hooks that remembers its calls. Thread: any. */
final class HookBackend implements AutoCloseable {
    static final String NO_CONTENT = "HTTP/1.1 204 No Content\r\n\r\n";

    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final StubUpstream server;

    /** One call. */
    record Call(String head, String body) {
        String event() {
            return field("X-Weir-Event");
        }

        String id() {
            return field("X-Weir-Id");
        }

        /** The value of a header field; empty when there is none. */
        String field(String name) {
            Matcher line = Pattern.compile("(?im)^" + Pattern.quote(name) + ": *([^\r]*)")
                    .matcher(head);
            return line.find() ? line.group(1) : "";
        }
    }

    /** @param answers the bytes of a whole response for a call; empty ones end the connection instead */
    HookBackend(Function<Call, String> answers) {
        server = StubUpstream.of((connection, upstream) -> {
            for (Call call = read(connection, upstream); call != null; call = read(connection, upstream)) {
                calls.add(call);
                String answer = answers.apply(call);
                if (answer.isEmpty()) {
                    return;
                }
                connection.send(answer.getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    private static Call read(RawWebSocket connection, StubUpstream upstream) {
        String head = upstream.readHead(connection);
        if (head.isEmpty()) {
            return null;
        }
        int length = Integer.parseInt(new Call(head, "").field("Content-Length"));
        return new Call(head, new String(connection.read(length), StandardCharsets.UTF_8));
    }

    /** A whole response; its text is ASCII. */
    static String answer(String status, String body, String... fields) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + "\r\n");
        List.of(fields).forEach(field -> head.append(field).append("\r\n"));
        return head + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.port() + path;
    }

    int port() {
        return server.port();
    }

    /** How many connections have come. */
    int accepted() {
        return server.accepted();
    }

    /** The calls so far of one event. */
    List<Call> calls(String event) {
        return calls.stream().filter(call -> call.event().equals(event)).toList();
    }

    /** The calls of one event, once there are so many. */
    List<Call> await(String event, int count) {
        Scenario.soon().until(() -> calls(event).size() >= count);
        return calls(event);
    }

    @Override
    public void close() {
        server.close();
    }
}
