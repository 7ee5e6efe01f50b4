package dev.weir.stats.log;

import dev.weir.config.directive.Address;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import dev.weir.core.http.ByteText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;

/**
 * A {@code syslog:} of a log: where to, and what stands before each message.
 *
 * <p>Source: nginx, "Logging to syslog"; RFC 3164. Thread: any; immutable.
 *
 * @param server a UDP address or a unix socket
 * @param facility 0 to 23
 * @param severity of an access log's messages, 0 to 7
 * @param tag at most 32 letters, digits and underscores
 * @param host the machine's name; empty for none
 */
public record Syslog(SocketAddress server, int facility, int severity, String tag, String host) {
    static final String PREFIX = "syslog:";

    private static final int PORT = 514;
    private static final int LONGEST_TAG = 32;
    private static final int INFO = 6;
    private static final int LOCAL7 = 23;
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final List<String> FACILITIES =
            List.of(("kern user mail daemon auth intern lpr news uucp clock authpriv ftp ntp audit alert cron "
                            + "local0 local1 local2 local3 local4 local5 local6 local7")
                    .split(" "));
    private static final List<String> SEVERITIES =
            List.of("emerg", "alert", "crit", "error", "warn", "notice", "info", "debug");

    static boolean isMeant(Word place) {
        return place.text().startsWith(PREFIX);
    }

    /** Reads {@code syslog:server=address[,parameter ...]}. */
    static Syslog read(Word word) throws Refusal {
        Parameters parameters = new Parameters(word);
        for (String parameter : word.text().substring(PREFIX.length()).split(",", -1)) {
            parameters.read(parameter);
        }
        return parameters.syslog();
    }

    /** Collects {@code key=value}. Thread: the one that reads the configuration. */
    private static final class Parameters {
        private final Word word;
        private SocketAddress server;
        private int facility = LOCAL7;
        private int severity = INFO;
        private String tag = "nginx";
        private boolean named = true;

        Parameters(Word word) {
            this.word = word;
        }

        void read(String parameter) throws Refusal {
            int equals = parameter.indexOf('=');
            String value = parameter.substring(equals + 1);
            switch (equals < 0 ? parameter : parameter.substring(0, equals + 1)) {
                case "server=" -> server(value);
                case "facility=" -> facility = choice("facility", FACILITIES, value);
                case "severity=" -> severity = choice("severity", SEVERITIES, value);
                case "tag=" -> tag(value);
                case "nohostname" -> named = false;
                default ->
                    throw new Refusal(
                            word,
                            "has an unknown syslog parameter \"" + parameter + "\"",
                            "expected server=, facility=, severity=, tag= or nohostname");
            }
        }

        private void server(String text) throws Refusal {
            if (server != null) {
                throw new Refusal(word, "names two syslog servers", "write a line for each");
            }
            Address address = Address.peer(word, text, PORT);
            server = address instanceof Address.Tcp host ? resolved(host) : unix(((Address.Unix) address).path());
        }

        private SocketAddress resolved(Address.Tcp host) throws Refusal {
            try {
                return new InetSocketAddress(InetAddress.getByName(host.host()), host.port());
            } catch (UnknownHostException e) {
                throw new Refusal(word, "names a syslog server that is not found", "host \"" + host.host() + "\"");
            }
        }

        private static SocketAddress unix(String path) {
            return UnixDomainSocketAddress.of(path);
        }

        private int choice(String kind, List<String> known, String value) throws Refusal {
            int index = known.indexOf(value);
            if (index < 0) {
                throw new Refusal(
                        word,
                        "has an unknown syslog " + kind + " \"" + value + "\"",
                        "expected one of " + String.join(", ", known));
            }
            return index;
        }

        private void tag(String value) throws Refusal {
            boolean plain = value.chars().allMatch(c -> c < 0x80 && (Character.isLetterOrDigit(c) || c == '_'));
            if (value.isEmpty() || value.length() > LONGEST_TAG || !plain) {
                throw new Refusal(
                        word, "has an invalid syslog tag", "expected at most 32 letters, digits and underscores");
            }
            tag = value;
        }

        Syslog syslog() throws Refusal {
            if (server == null) {
                throw new Refusal(word, "names no syslog server", "expected syslog:server=address");
            }
            return new Syslog(server, facility, severity, tag, named ? hostname() : "");
        }
    }

    /** What the kernel says; asking by way of the network could wait for a name server. */
    private static String hostname() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname"))
                    .strip()
                    .toLowerCase(Locale.ROOT);
        } catch (IOException e) {
            String told = System.getenv("HOSTNAME");
            return told == null ? "localhost" : told.toLowerCase(Locale.ROOT);
        }
    }

    /** Which it is among the logs of the process. */
    String name() {
        String place = server instanceof InetSocketAddress inet
                ? inet.getAddress().getHostAddress() + ":" + inet.getPort()
                : server.toString();
        return PREFIX + "server=" + place + ",facility=" + FACILITIES.get(facility) + ",severity="
                + SEVERITIES.get(severity) + ",tag=" + tag + (host.isEmpty() ? ",nohostname" : "");
    }

    /** What stands before a message. */
    private byte[] header(int level, long wallMillis) {
        CivilTime t = CivilTime.of(wallMillis, TimeZone.getDefault());
        StringBuilder head = new StringBuilder(64);
        head.append('<').append(facility * 8 + level).append('>');
        head.append(MONTHS, t.month() * 3 - 3, t.month() * 3);
        head.append(t.day() < 10 ? "  " : " ").append(t.day()).append(' ');
        two(head, t.hour()).append(':');
        two(head, t.minute()).append(':');
        two(head, t.second()).append(' ');
        head.append(host).append(host.isEmpty() ? "" : " ").append(tag).append(": ");
        return ByteText.bytes(head.toString());
    }

    private static StringBuilder two(StringBuilder out, int number) {
        return out.append(number < 10 ? "0" : "").append(number);
    }

    /**
     * A message with its header, on one line and with a line feed at its end, however many the text has.
     *
     * @param most bytes of the text to take
     */
    byte[] message(int level, byte[] text, int most, long wallMillis) {
        byte[] head = header(level, wallMillis);
        int length = text.length;
        while (length > 0 && text[length - 1] == '\n') {
            length--;
        }
        length = Math.min(length, most);
        byte[] all = java.util.Arrays.copyOf(head, head.length + length + 1);
        for (int i = 0; i < length; i++) {
            all[head.length + i] = text[i] == '\n' ? (byte) ' ' : text[i];
        }
        all[all.length - 1] = '\n';
        return all;
    }
}
