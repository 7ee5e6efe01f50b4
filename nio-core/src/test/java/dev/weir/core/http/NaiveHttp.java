package dev.weir.core.http;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads HTTP/1.1 as a text that is there as a whole, with a pattern for each line: slow, short, and written without a
 * look at how the parsers do it. What it says of any bytes they must say too, whatever pieces those come in.
 *
 * <p>Events are texts: {@code head ...}, {@code body ...} (with content, when complete), {@code part ...} (when not),
 * {@code fault STATUS}, {@code more} (inside a head). Thread: the one that made it.
 */
final class NaiveHttp {
    private static final String TEXT = "[\\t -~\\x80-\\xff]";
    private static final String ADDRESS = "\\[[\\w.~!$&'()*+,;=:-]*\\]";
    private static final String NAME = "[\\w.~!$&'()*+,;=%-]+";
    private static final Pattern HOST =
            Pattern.compile("(?!\\.(?::|$))(?!.*\\.\\.)(?:" + ADDRESS + "|" + NAME + ")(:[0-9]*)?");
    private static final Pattern ABSOLUTE =
            Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://([^/?]*)([/?].*)?", Pattern.DOTALL);
    private static final Pattern METHOD = Pattern.compile("[A-Z_-]+ .*|[A-Z_-]*", Pattern.DOTALL);
    private static final Pattern METHOD_LINE = Pattern.compile("[A-Z_-]+ .*", Pattern.DOTALL);
    private static final Pattern WITH_PORT = Pattern.compile("(?:\\[.*\\]|[^:]*):[0-9]+");
    private static final Pattern USUAL = Pattern.compile("[A-Za-z0-9-]+");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");
    private static final Pattern ZEROS = Pattern.compile("0+");
    private static final Pattern LINE_END = Pattern.compile("()\\r\\n");
    private static final Pattern REQUEST = Pattern.compile(
            "([A-Z_-]+) +([!-~\\x80-\\xff]+)(?: *| +HTTP/(1|1[0-9]+.*|1\\.(0*[0-9]{1,2}) *)|( +HTTP/[2-9].*))",
            Pattern.DOTALL);
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.([0-9]{1,2}) ([1-9][0-9]{2})(?: (" + TEXT + "*))?");
    private static final Pattern FIELD =
            Pattern.compile("([!-9;-~\\x80-\\xff]+):[ \\t]*((?:" + TEXT + "*[!-~\\x80-\\xff])?)[ \\t]*");
    private static final Pattern SIZE = Pattern.compile("([0-9A-Fa-f]+)(?:[; \\t]" + TEXT + "{0,1024})?\\r\\n");
    private static final Pattern TRAILER = Pattern.compile("(?:" + TEXT + "+\\r\\n)*\\r\\n");
    private static final BigInteger LONGEST = BigInteger.valueOf(Long.MAX_VALUE);
    private static final List<String> ONCE = List.of(
            "host",
            "content-length",
            "transfer-encoding",
            "content-range",
            "expect",
            "authorization",
            "proxy-authorization",
            "if-match",
            "if-none-match",
            "if-modified-since",
            "if-unmodified-since",
            "if-range");

    private final String text;
    private final boolean request;
    private final HeadLimits limits;
    private final List<String> events = new ArrayList<>();
    private int at;
    private int headAt;

    /** A fault of the message. */
    private static final class Broken extends Exception {
        private static final long serialVersionUID = 1L;

        Broken(int status) {
            super("fault " + status, null, false, false);
        }
    }

    /** The bytes end before the message does. */
    private static final class Ended extends Exception {
        private static final long serialVersionUID = 1L;

        Ended(String event) {
            super(event, null, false, false);
        }
    }

    private NaiveHttp(String text, boolean request, HeadLimits limits) {
        this.text = text;
        this.request = request;
        this.limits = limits;
    }

    /** All requests of a connection. */
    static List<String> requests(String text, HeadLimits limits) {
        return new NaiveHttp(text, true, limits).read();
    }

    /** All responses to GET of a connection; a head has at most {@code longestHead} bytes. */
    static List<String> responses(String text, int longestHead) {
        return new NaiveHttp(text, false, new HeadLimits(longestHead, 1, longestHead, false, true, Integer.MAX_VALUE))
                .read();
    }

    private List<String> read() {
        try {
            while (message()) {}
        } catch (Broken | Ended end) {
            events.add(end.getMessage());
        }
        return events;
    }

    /** Whether another may follow. */
    private boolean message() throws Broken, Ended {
        while (request && at < text.length() && "\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        headAt = at;
        String line = line(true);
        Matcher m = (request ? REQUEST : STATUS).matcher(line);
        return request ? request(m) : response(m);
    }

    private int fault(int status) {
        return request ? status : 502;
    }

    /** The next line of a head without its end. */
    private String line(boolean first) throws Broken, Ended {
        int most = Math.min(limits.longestLine(), limits.longestHead() - (at - headAt));
        int feed = text.indexOf('\n', at);
        boolean whole = feed >= 0 && feed - at < most;
        String line = whole
                ? text.substring(at, feed > at && text.charAt(feed - 1) == '\r' ? feed - 1 : feed)
                : text.substring(at, Math.min(text.length(), at + most));
        if (first
                && request
                && (whole
                        ? !METHOD_LINE.matcher(line).matches()
                        : !METHOD.matcher(line).matches())) {
            throw new Broken(400);
        }
        if (first && !request && !"HTTP/1.".startsWith(line.substring(0, Math.min(7, line.length())))) {
            throw new Broken(502);
        }
        if (!whole && text.length() - at >= most) {
            throw new Broken(fault(first ? 414 : 494));
        }
        if (!whole) {
            throw new Ended("more");
        }
        at = feed + 1;
        return line;
    }

    private Headers fields() throws Broken, Ended {
        Headers.Builder fields = Headers.builder();
        for (String line = line(false); !line.isEmpty(); line = line(false)) {
            Matcher m = FIELD.matcher(line);
            if (!m.matches()) {
                throw new Broken(fault(400));
            }
            if (!request || USUAL.matcher(m.group(1)).matches()) {
                fields.add(m.group(1), m.group(2));
            }
            if (fields.size() > limits.maxHeaders()) {
                throw new Broken(494);
            }
        }
        return fields.build();
    }

    private boolean request(Matcher line) throws Broken, Ended {
        if (!line.matches() || !isTarget(line.group(1), line.group(2))) {
            throw new Broken(400);
        }
        String version = line.group(3);
        boolean old = version == null && line.group(5) == null;
        if (!old && line.group(4) == null) {
            boolean other = line.group(5) != null || version.length() > 1;
            throw new Broken(other ? 505 : 400);
        }
        int minor = old ? 9 : new BigInteger(line.group(4)).signum();
        if (old && !line.group(1).equals("GET")) {
            throw new Broken(400);
        }
        Headers fields = old ? Headers.EMPTY : fields();
        check(line.group(1), minor, fields);
        events.add("head " + line.group(1) + ' ' + line.group(2) + ' ' + minor + '\n' + fields);
        if (!old) {
            body(fields.first("Content-Length"), fields.has("Transfer-Encoding"));
        }
        return !old;
    }

    private static boolean isTarget(String method, String target) {
        if (method.equals("CONNECT")) {
            return isHost(target) && WITH_PORT.matcher(target).matches();
        }
        Matcher absolute = ABSOLUTE.matcher(target);
        return target.startsWith("/") || absolute.matches() && isHost(absolute.group(1));
    }

    private static boolean isHost(String text) {
        Matcher m = HOST.matcher(text);
        return m.matches()
                && (m.group(1) == null
                        || m.group(1).length() == 1
                        || new BigInteger(m.group(1).substring(1)).bitLength() <= 16);
    }

    private void check(String method, int minor, Headers fields) throws Broken {
        for (String name : ONCE) {
            if (fields.all(name).size() > 1) {
                throw new Broken(400);
            }
        }
        String host = fields.first("Host");
        String length = fields.first("Content-Length");
        String coding = fields.first("Transfer-Encoding");
        boolean bad = host == null && minor == 1
                || host != null && !isHost(host)
                || length != null && !isLength(length)
                || coding != null && minor == 0;
        boolean unknown = coding != null && !coding.toLowerCase(Locale.ROOT).equals("chunked");
        if (bad || !unknown && coding != null && length != null) {
            throw new Broken(400);
        }
        if (unknown) {
            throw new Broken(501);
        }
        if (Stream.of("CONNECT", "TRACE").anyMatch(method::equals)) {
            throw new Broken(405);
        }
    }

    private static boolean isLength(String text) {
        return DIGITS.matcher(text).matches() && new BigInteger(text).compareTo(LONGEST) <= 0;
    }

    private boolean response(Matcher line) throws Broken, Ended {
        if (!line.matches()) {
            throw new Broken(502);
        }
        int status = Integer.parseInt(line.group(2));
        Headers fields = fields();
        List<String> length = fields.all("Content-Length");
        List<String> coding = fields.all("Transfer-Encoding");
        boolean chunked = coding.size() == 1 && coding.get(0).equalsIgnoreCase("chunked");
        if (length.size() > 1
                || length.size() == 1 && (!isLength(length.get(0)) || !coding.isEmpty())
                || !coding.isEmpty() && !chunked) {
            throw new Broken(502);
        }
        String reason = line.group(3) == null ? "" : line.group(3);
        events.add("head " + Integer.signum(Integer.parseInt(line.group(1))) + ' ' + status + ' ' + reason + '\n'
                + fields);
        if (status < 200 || status == 204 || status == 304) {
            return true;
        }
        if (length.isEmpty() && !chunked) {
            throw new Ended("part " + text.substring(at));
        }
        body(length.isEmpty() ? null : length.get(0), chunked);
        return true;
    }

    private void body(String length, boolean chunked) throws Broken, Ended {
        if (chunked) {
            events.add("body " + chunks());
        } else if (length != null && !ZEROS.matcher(length).matches()) {
            BigInteger bytes = new BigInteger(length);
            if (bytes.compareTo(BigInteger.valueOf(text.length() - at)) > 0) {
                throw new Ended("part " + text.substring(at));
            }
            events.add("body " + text.substring(at, at + bytes.intValue()));
            at += bytes.intValue();
        }
    }

    private String chunks() throws Broken, Ended {
        StringBuilder content = new StringBuilder();
        while (true) {
            BigInteger size = new BigInteger(next(SIZE, content), 16);
            if (size.signum() == 0) {
                next(TRAILER, content);
                return content.toString();
            }
            if (size.compareTo(BigInteger.valueOf(text.length() - at)) > 0) {
                throw new Ended("part " + content + text.substring(at));
            }
            content.append(text, at, at + size.intValue());
            at += size.intValue();
            next(LINE_END, content);
        }
    }

    /** What a pattern gives here: where it could still begin to fit, more bytes are needed. */
    private String next(Pattern pattern, StringBuilder content) throws Broken, Ended {
        Matcher m = pattern.matcher(text).region(at, text.length());
        boolean found = m.lookingAt();
        boolean prefix = !found && m.hitEnd();
        if (pattern == SIZE && (found || prefix) && hex().compareTo(LONGEST) > 0) {
            throw new Broken(fault(400));
        }
        if (prefix) {
            throw new Ended("part " + content);
        }
        if (!found) {
            throw new Broken(fault(400));
        }
        at = m.end();
        return m.groupCount() == 0 ? "" : m.group(1);
    }

    private BigInteger hex() {
        int end = at;
        while (end < text.length() && Character.digit(text.charAt(end), 16) >= 0) {
            end++;
        }
        return end == at ? BigInteger.ZERO : new BigInteger(text.substring(at, end), 16);
    }
}
