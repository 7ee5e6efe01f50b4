package dev.weir.dist.scenario;

import dev.weir.testkit.Frame;
import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.WeirServer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What scenarios of the push interface have in common. */
final class PushScenario {
    /** Endpoints which take pushes themselves. */
    static final String TOGETHER = """
            location /ws { websocket; }
            location /other { websocket; }
            """;

    /** An endpoint, and the push interface elsewhere. */
    static final String APART = """
            websocket_push_url http://127.0.0.1:@port@/push;
            location /ws { websocket; websocket_channel $arg_room all; }
            location /push { websocket_push; }
            """;

    private static final Pattern ID = Pattern.compile("http://([A-Za-z0-9_-]{48})@");

    private PushScenario() {}

    /** Two workers, and statistics at {@code /stat}. */
    static String gateway(String directives) {
        return """
                worker_processes 2;
                error_log logs/error.log info;
                events { worker_connections 15000; }
                http {
                    access_log off;
                    keepalive_requests 1000000;
                    server {
                        listen 127.0.0.1:@port@;
                        location = /stat { ws_stat; }
                """ + directives + "}}";
    }

    static WeirServer start(String directives) {
        return WeirServer.of(gateway(directives)).start();
    }

    /** A client that has read its first message. */
    record Peer(RawWebSocket connection, String hello) implements AutoCloseable {
        static Peer open(WeirServer weir, String target) {
            return greeted(RawWebSocket.open(weir.port(), target));
        }

        static Peer greeted(RawWebSocket connection) {
            return new Peer(connection, connection.readFrame().payload());
        }

        String id() {
            return PushScenario.id(hello);
        }

        /** The next message. */
        Frame next() {
            return connection.readFrame();
        }

        @Override
        public void close() {
            connection.close();
        }
    }

    /** The id in a first message. */
    static String id(String hello) {
        Matcher id = ID.matcher(hello);
        if (!id.find()) {
            throw new AssertionError("no push URL: " + hello);
        }
        return id.group(1);
    }

    static String basic(String id) {
        byte[] user = (id + ":").getBytes(StandardCharsets.ISO_8859_1);
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(user);
    }

    /** A member of the statistics, such as {@code queued_bytes}. */
    static long stat(WeirServer weir, String member) {
        String json = PlainHttp.get(weir.port(), "/stat?format=json").body();
        Matcher number = Pattern.compile("\"" + member + "\":(\\d+)").matcher(json);
        if (!number.find()) {
            throw new AssertionError("no " + member + " in " + json);
        }
        return Long.parseLong(number.group(1));
    }
}
