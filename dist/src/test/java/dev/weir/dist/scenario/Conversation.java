package dev.weir.dist.scenario;

import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.StubUpstream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A configuration and requests, and what comes of them as a text that does not depend on ports, times and names.
 *
 * <pre>
 *   location / { proxy_pass http://127.0.0.1:@backend@; }     the inside of a server block,
 *   === http                                                  then what stands in http beside it, if anything,
 *   map $arg_a $b { default 1; }
 *   >> GET /a                                                 then the requests: fields after bars,
 *   >> POST /b | X-A: 1 || body                               a body after two
 * </pre>
 *
 * @param server the inside of the server block
 * @param http what stands beside it
 * @param requests the lines that begin with {@code >>}, without that
 */
record Conversation(String server, String http, List<String> requests) {
    /** When each file was last modified. */
    static final Instant MODIFIED = Instant.ofEpochSecond(1_700_000_000);

    /** Files in the prefix, by path. */
    static final Map<String, String> FILES = Map.ofEntries(
            Map.entry("html/index.html", "the index\n"),
            Map.entry("html/a.txt", "0123456789".repeat(3) + "\n"),
            Map.entry("html/page.html", "<p>page</p>\n"),
            Map.entry("html/dir/index.html", "index of dir\n"),
            Map.entry("html/dir/b.txt", "b\n"),
            Map.entry("html/bare/c.txt", "c\n"),
            Map.entry("html/z.txt", "plain\n"),
            Map.entry("html/z.txt.gz", "zipped"),
            Map.entry("html/only.txt.gz", "only"),
            Map.entry("data/files/d.txt", "d\n"),
            Map.entry("html/err/404.html", "our 404\n"),
            Map.entry("users", "joe:{PLAIN}secret\n"),
            Map.entry("conf/users", "joe:{PLAIN}secret\n"));

    private static final String PREAMBLE = """
            daemon off;
            master_process off;
            pid logs/weir.pid;
            error_log logs/error.log info;
            events { }
            http {
                access_log off;
                client_body_temp_path body_temp;
                proxy_temp_path proxy_temp;
                types { text/html html; text/plain txt; }
                default_type application/octet-stream;
            """;

    /** Fields that name the server, the moment, or how a connection is shared. */
    private static final List<String> DROPPED = List.of("server", "date", "x-powered-by");

    private static final Pattern PRODUCT = Pattern.compile("(nginx|weir)(/[0-9.]+)?(?=</center>)");

    /** A server that was started, and how to end it. */
    record Server(int port, Runnable end) {}

    static Conversation of(String text) {
        List<String> requests = text.lines()
                .filter(l -> l.startsWith(">>"))
                .map(l -> l.substring(2).strip())
                .toList();
        String[] parts = text.substring(0, text.indexOf("\n>>") + 1).split("=== http\n", 2);
        return new Conversation(parts[0], parts.length > 1 ? parts[1] : "", requests);
    }

    /** Starts a server on the configuration, asks all, and gives what came. */
    String with(Function<String, Server> start) {
        AtomicInteger backend = new AtomicInteger();
        try (StubUpstream upstream = StubUpstream.http(head -> answer(head, backend.get()))) {
            backend.set(upstream.port());
            String configuration = (PREAMBLE + "server {\nlisten 127.0.0.1:@port@;\nserver_name localhost;\n" + server
                            + "}\n" + http + "}\n")
                    .replace("@backend@", Integer.toString(upstream.port()));
            Server running = start.apply(configuration);
            try {
                StringBuilder all = new StringBuilder();
                for (String request : requests) {
                    all.append(">> ").append(request).append('\n').append(ask(request, running.port, upstream));
                }
                return all.toString();
            } finally {
                running.end.run();
            }
        }
    }

    /** What the upstream says depends on the request alone. */
    private static String answer(String head, int port) {
        String target = head.split(" ", 3)[1];
        String path = target.replaceAll("\\?.*", "");
        int at = path.indexOf("/status/");
        int status = at < 0 ? 200 : Integer.parseInt(path.substring(at + 8, at + 11));
        String body = status == 204 || status == 304 || head.startsWith("HEAD") ? "" : "upstream says " + status + "\n";
        return "HTTP/1.1 " + status + " Said\r\nContent-Type: text/plain\r\nX-Up: yes\r\nSet-Cookie: a=b; path=/up\r\n"
                + (path.contains("/redirect") ? "Location: http://127.0.0.1:" + port + "/up/there\r\n" : "")
                + (status == 204 || status == 304 ? "" : "Content-Length: " + body.length() + "\r\n") + "\r\n" + body;
    }

    private static String ask(String request, int port, StubUpstream upstream) {
        int before = upstream.heads().size();
        PlainHttp.Answer answer = PlainHttp.say(port, bytes(request));
        StringBuilder told = new StringBuilder();
        String[] lines = answer.head().split("\r\n");
        told.append(lines[0]).append('\n');
        List.of(lines).stream()
                .skip(1)
                .filter(l -> !DROPPED.contains(l.replaceAll(":.*", "").toLowerCase(Locale.ROOT)))
                .sorted()
                .forEach(l -> told.append(l).append('\n'));
        String body = PRODUCT.matcher(answer.body()).replaceAll("SERVER").replace("\r\n", "\n");
        if (body.contains("SERVER")) {
            int length = told.indexOf("Content-Length: ");
            told.replace(length, told.indexOf("\n", length), "Content-Length: of the page");
        }
        if (!body.isEmpty()) {
            told.append('\n').append(body).append(body.endsWith("\n") ? "" : "\n");
        }
        for (String head : upstream.heads().subList(before, upstream.heads().size())) {
            List<String> asked = new ArrayList<>(List.of(head.split("\r\n")));
            asked.forEach(l -> told.append("    upstream: ").append(l).append('\n'));
        }
        return told.toString()
                .replaceAll("127\\.0\\.0\\.1:" + port + "\\b", "127.0.0.1:PORT")
                .replaceAll("localhost:" + port + "\\b", "localhost:PORT")
                .replaceAll("\\|" + port + "\\|", "|PORT|")
                .replaceAll("127\\.0\\.0\\.1:" + upstream.port() + "\\b", "127.0.0.1:BACKEND");
    }

    private static String bytes(String request) {
        String[] parts = request.split(" \\|\\| ", 2);
        String[] fields = parts[0].split(" \\| ");
        StringBuilder head = new StringBuilder(fields[0]).append(fields[0].contains(" HTTP/") ? "" : " HTTP/1.1");
        head.append("\r\n");
        if (!request.contains("| Host:")) {
            head.append("Host: localhost\r\n");
        }
        if (!request.contains("| Connection:")) {
            head.append("Connection: close\r\n");
        }
        for (int i = 1; i < fields.length; i++) {
            head.append(fields[i]).append("\r\n");
        }
        String body = parts.length > 1 ? parts[1].replace("\\n", "\r\n") : "";
        if (!body.isEmpty() && !request.contains("Transfer-Encoding:") && !request.contains("Content-Length:")) {
            head.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        return head + "\r\n" + body;
    }
}
