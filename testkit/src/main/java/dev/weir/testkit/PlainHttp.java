package dev.weir.testkit;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One request on a connection of its own, as text both ways. Thread: any. */
public final class PlainHttp {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3}) ");

    /**
     * An answer.
     *
     * @param status 0 when there was none
     * @param head with its empty line
     * @param body all that followed until the connection ended
     */
    public record Answer(int status, String head, String body) {
        /** The first field of a name; null for none. */
        public String header(String name) {
            Pattern field = Pattern.compile("(?im)^" + Pattern.quote(name) + ": (.*?)\r?$");
            Matcher found = field.matcher(head);
            return found.find() ? found.group(1) : null;
        }

        static Answer of(String text) {
            int end = text.indexOf("\r\n\r\n");
            String head = end < 0 ? text : text.substring(0, end + 4);
            Matcher status = STATUS.matcher(head);
            int code = status.lookingAt() ? Integer.parseInt(status.group(1)) : 0;
            return new Answer(code, head, text.substring(head.length()));
        }
    }

    private PlainHttp() {}

    /** The answer to a GET that asks for the connection to be closed. */
    public static Answer get(int port, String target, String... fields) {
        String more = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
        return say(port, "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + more + "\r\n");
    }

    /** What comes back for these bytes until the server ends the connection. */
    public static Answer say(int port, String bytes) {
        try (RawWebSocket connection = RawWebSocket.connect(port)) {
            connection.send(bytes);
            return Answer.of(connection.readToEnd());
        }
    }
}
