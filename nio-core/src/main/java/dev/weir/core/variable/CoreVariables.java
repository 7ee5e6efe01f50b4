package dev.weir.core.variable;

import dev.weir.core.http.AttachmentKey;
import dev.weir.core.http.BodyStore;
import dev.weir.core.http.ByteText;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.HostName;
import dev.weir.core.http.HttpFault;
import dev.weir.core.http.Version;
import dev.weir.core.tls.TlsTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * nginx's core variables of a request, its connection and its response.
 *
 * <p>Source: the list of embedded variables in nginx's documentation of its core module. Thread: any.
 */
public final class CoreVariables {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})([kKmM]?)");
    private static final AttachmentKey<String> REQUEST_ID = AttachmentKey.shared();

    private final Variables table;
    private final RandomGenerator random;
    private final TimeText local = TimeText.local();
    private final TimeText iso = TimeText.iso8601();

    private CoreVariables(Variables table, RandomGenerator random) {
        this.table = table;
        this.random = random;
    }

    /** @param random where {@code $request_id} comes from */
    public static void define(Variables table, RandomGenerator random) {
        CoreVariables core = new CoreVariables(table, random);
        core.defineRequest();
        core.defineConnection();
        core.defineResponse();
        core.defineTime();
        core.defineFamilies();
    }

    private void define(String name, String doc, Variable variable) {
        table.define(name, doc, variable);
    }

    private void defineRequest() {
        define(
                "request",
                "The whole request line.",
                x -> emptyToNull(x.request().requestLine()));
        define("request_method", "The method.", x -> emptyToNull(x.method()));
        define(
                "request_uri",
                "Path and arguments as the client sent them.",
                x -> x.target().raw());
        define("uri", "The normalized path now in force.", Exchange::uri);
        define("document_uri", "The same as `$uri`.", Exchange::uri);
        define(
                "args",
                "The arguments of the request; `set` changes them.",
                Assignable.of(Exchange::args, (x, value) -> x.resource().args(value)));
        define("query_string", "The same as `$args`.", Exchange::args);
        define("is_args", "`?` when there are arguments, else nothing.", x -> hasArgs(x) ? "?" : "");
        define(
                "host",
                "The host of the request: of its target, its `Host` field, or the server's name.",
                Exchange::host);
        define(
                "request_port",
                "The port that the client named in the request.",
                x -> HostName.portOf(x.request(), x.target()));
        define(
                "is_request_port",
                "`:` when there is a `$request_port`, else nothing.",
                x -> HostName.portOf(x.request(), x.target()) == null ? "" : ":");
        define("scheme", "`http` or `https`.", x -> TlsTransport.isSecret(x.connection()) ? "https" : "http");
        define(
                "https",
                "`on` on a TLS connection, else nothing.",
                x -> TlsTransport.isSecret(x.connection()) ? "on" : "");
        define(
                "server_protocol",
                "The protocol of the request.",
                x -> x.request().protocol());
        define("server_name", "The first name of the server.", x -> x.server().name());
        define(
                "content_length",
                "The `Content-Length` field.",
                x -> x.request().headers().first("Content-Length"));
        define(
                "content_type",
                "The `Content-Type` field.",
                x -> x.request().headers().joined("Content-Type"));
        define(
                "request_length",
                "Bytes of the request: line, fields and body.",
                x -> Long.toString(x.request().length() + x.body().received()));
        define("request_body", "The body of the request when it was stored in memory.", BodyStore::text);
        define("request_body_file", "The file that holds the body of the request.", BodyStore::fileName);
        define("request_id", "32 hexadecimal digits made at random for each request.", this::requestId);
        define("document_root", "The folder of the location's files.", CoreVariables::documentRoot);
        define("realpath_root", "The same with symbolic links resolved.", CoreVariables::realRoot);
        define("request_filename", "The file for `$uri` below `$document_root`.", CoreVariables::requestFilename);
        define("remote_user", "The user name of Basic authentication.", CoreVariables::remoteUser);
    }

    private void defineConnection() {
        define("remote_addr", "The client's address.", x -> x.peering().remoteAddress());
        define("remote_ip", "The same as `$remote_addr`.", x -> x.peering().remoteAddress());
        define("remote_port", "The client's port.", x -> port(x.peering().remotePort()));
        define(
                "binary_remote_addr",
                "The client's address as 4 or 16 bytes.",
                x -> new String(x.peering().remoteBytes(), StandardCharsets.ISO_8859_1));
        define(
                "server_addr",
                "The address that accepted the request.",
                x -> x.peering().localAddress());
        define(
                "server_port",
                "The port that accepted the request.",
                x -> port(x.peering().localPort()));
        define(
                "connection",
                "The number of the connection.",
                x -> Long.toString(x.connection().id()));
        define(
                "connection_requests",
                "Which request of its connection it is, from 1.",
                x -> Integer.toString(x.requestNumber()));
        String hostname = hostname();
        define("hostname", "The name of this machine.", x -> hostname);
        String pid = Long.toString(ProcessHandle.current().pid());
        define("pid", "The process id.", x -> pid);
        define("weir_version", "Weir's version.", x -> Version.NUMBER);
        define("nginx_version", "Weir's version, under nginx's name for it.", x -> Version.NUMBER);
        define("pipe", "`p` for a pipelined request, else `.`.", x -> x.isPipelined() ? "p" : ".");
    }

    private void defineResponse() {
        define("status", "The status of the response.", x -> x.status() == 0 ? "000" : threeDigits(x.status()));
        define("bytes_sent", "Bytes sent to the client.", x -> Long.toString(x.bytesSent()));
        define("body_bytes_sent", "Bytes sent to the client without the head.", x -> Long.toString(x.bodyBytesSent()));
        define(
                "limit_rate",
                "Bytes a second of the response that may leave; 0 for any number. `set` changes it.",
                Assignable.of(x -> Long.toString(x.response().rate()), CoreVariables::limitRate));
        define(
                "gzip_ratio",
                "How many times smaller the body became by `gzip`.",
                x -> x.response().gzipRatio());
        define("request_completion", "`OK` when the request was answered in full.", x -> x.isComplete() ? "OK" : "");
    }

    private void defineTime() {
        define(
                "request_time",
                "Seconds from the first byte of the request to the end of the response, with milliseconds; for a"
                        + " WebSocket the time of the handshake alone.",
                x -> TimeText.seconds((x.endNanos() - x.startNanos()) / 1_000_000));
        define(
                "msec",
                "Seconds since 1970, with milliseconds.",
                live(x -> TimeText.seconds(x.worker().wallMillis())));
        define(
                "time_local",
                "The time as common log formats print it.",
                live(x -> local.at(x.worker().wallMillis())));
        define(
                "time_iso8601",
                "The time by ISO 8601.",
                live(x -> iso.at(x.worker().wallMillis())));
        define(
                "connection_time",
                "Seconds that the connection is open, with milliseconds.",
                live(x -> TimeText.seconds((x.worker().nanos() - x.connection().openedNanos()) / 1_000_000)));
    }

    private void defineFamilies() {
        table.family(
                "http_",
                "A field of the request; dashes of its name as underscores.",
                name -> field(name, (x, field) -> x.request().headers().joined(field)));
        table.family(
                "sent_http_",
                "A field of the response.",
                name -> field(name, (x, field) -> x.response().field(field)));
        table.family(
                "sent_trailer_",
                "A field behind the body of the response.",
                name -> field(name, (x, field) -> x.response().trailer(field)));
        table.family("arg_", "An argument of the request line.", name -> x -> argument(x.args(), name));
        table.family(
                "cookie_",
                "A cookie.",
                name -> x -> cookie(x.request().headers().joined("Cookie"), name));
    }

    private static Variable live(Variable variable) {
        return Variable.live(variable);
    }

    private static Variable field(String name, BiFunction<Exchange, String, String> source) {
        String header = name.replace('_', '-');
        boolean underscore = name.indexOf('_') >= 0;
        return x -> {
            String value = source.apply(x, header);
            return value == null && underscore ? source.apply(x, name) : value;
        };
    }

    /** The value of the first argument {@code name=} of a query, as it came; null when there is none. */
    public static String argument(String args, String name) {
        int start = 0;
        while (args != null && start <= args.length()) {
            int end = args.indexOf('&', start);
            end = end < 0 ? args.length() : end;
            boolean fits = args.regionMatches(true, start, name, 0, name.length());
            int after = start + name.length();
            if (fits && after < end && args.charAt(after) == '=') {
                return args.substring(after + 1, end);
            }
            start = end + 1;
        }
        return null;
    }

    private static String cookie(String cookies, String name) {
        if (cookies == null) {
            return null;
        }
        for (String pair : cookies.split(";")) {
            String trimmed = pair.strip();
            if (trimmed.length() > name.length()
                    && trimmed.charAt(name.length()) == '='
                    && trimmed.regionMatches(true, 0, name, 0, name.length())) {
                return trimmed.substring(name.length() + 1);
            }
        }
        return null;
    }

    private String requestId(Exchange x) {
        String id = x.attachment(REQUEST_ID);
        if (id == null) {
            byte[] bytes = new byte[16];
            random.nextBytes(bytes);
            id = HexFormat.of().formatHex(bytes);
            x.attach(REQUEST_ID, id);
        }
        return id;
    }

    private static String remoteUser(Exchange x) {
        String credentials = x.request().headers().first("Authorization");
        if (credentials == null || !credentials.regionMatches(true, 0, "Basic ", 0, 6)) {
            return null;
        }
        try {
            byte[] decoded = Base64.getDecoder().decode(credentials.substring(6).strip());
            String pair = new String(decoded, StandardCharsets.ISO_8859_1);
            int colon = pair.indexOf(':');
            return colon <= 0 ? null : pair.substring(0, colon);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    private static boolean hasArgs(Exchange x) {
        return x.args() != null && !x.args().isEmpty();
    }

    private static String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static String documentRoot(Exchange x) {
        return x.location().documentRoot().apply(x);
    }

    private static String realRoot(Exchange x) {
        try {
            return ByteText.of(
                    Path.of(ByteText.decode(documentRoot(x))).toRealPath().toString());
        } catch (IOException | InvalidPathException missing) {
            return null;
        }
    }

    private static String requestFilename(Exchange x) {
        try {
            return x.location().documentRoot().file(x, x.uri());
        } catch (HttpFault rewritten) {
            return null;
        }
    }

    /** A size as the configuration writes it; what is none changes nothing, as in nginx. */
    private static void limitRate(Exchange x, String text) {
        Matcher size = SIZE.matcher(text);
        if (size.matches()) {
            int shift = size.group(2).isEmpty() ? 0 : size.group(2).equalsIgnoreCase("k") ? 10 : 20;
            x.response().rate(Long.parseLong(size.group(1)) << shift);
        }
    }

    private static String port(int port) {
        return port < 0 ? "" : Integer.toString(port);
    }

    private static String threeDigits(int status) {
        return status < 10 ? "00" + status : status < 100 ? "0" + status : Integer.toString(status);
    }

    private static String hostname() {
        try {
            return ByteText.of(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
