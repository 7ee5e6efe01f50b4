package dev.weir.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refused, and with which status: RFC 9112's cases, request smuggling, and nginx's own leniencies. */
class RequestStrictnessTest {
    private static final String H = "\r\nHost: a\r\n";
    private static final String GET = "GET / HTTP/1.1" + H;
    private static final String POST = "POST / HTTP/1.1" + H;

    /** Status, why, head. Status 200 stands for accepted. */
    static Stream<Arguments> heads() {
        return Stream.of(
                        requestLines(),
                        versions(),
                        fieldLines(),
                        hosts(),
                        lengths(),
                        codings(),
                        repeats(),
                        otherProtocols())
                .flatMap(rows -> rows);
    }

    private static Arguments row(int status, String why, String head) {
        return Arguments.of(status, why, head);
    }

    private static Stream<Arguments> requestLines() {
        return Stream.of(
                row(200, "plain", GET + "\r\n"),
                row(200, "bare LF ends lines", "GET / HTTP/1.1\nHost: a\n\n"),
                row(200, "empty lines first", "\r\n\n\r\n" + GET + "\r\n"),
                row(200, "several spaces between the parts", "GET   /   HTTP/1.1  " + H + "\r\n"),
                row(200, "own method", "M-SEARCH_X / HTTP/1.1" + H + "\r\n"),
                row(200, "absolute form", "GET http://b:80/x HTTP/1.1" + H + "\r\n"),
                row(200, "absolute form without a path", "GET http://[::1]?q HTTP/1.1" + H + "\r\n"),
                row(200, "bytes above 7F in the target", "GET /\u00e9 HTTP/1.1" + H + "\r\n"),
                row(400, "small letters in the method", "get / HTTP/1.1" + H + "\r\n"),
                row(400, "digit in the method", "GET1 / HTTP/1.1" + H + "\r\n"),
                row(400, "space first", " GET / HTTP/1.1" + H + "\r\n"),
                row(400, "tab after the method", "GET\t/ HTTP/1.1" + H + "\r\n"),
                row(400, "method alone", "GET\r\n"),
                row(400, "method and space alone", "GET \r\n"),
                row(400, "space in the target", "GET /a b HTTP/1.1" + H + "\r\n"),
                row(400, "tab in the target", "GET /a\tb HTTP/1.1" + H + "\r\n"),
                row(400, "NUL in the target", "GET /a\0b HTTP/1.1" + H + "\r\n"),
                row(400, "DEL in the target", "GET /a\u007f HTTP/1.1" + H + "\r\n"),
                row(400, "CR in the target", "GET /a\rb HTTP/1.1" + H + "\r\n"),
                row(400, "CR CR LF", "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n"),
                row(400, "asterisk form, as in nginx", "OPTIONS * HTTP/1.1" + H + "\r\n"),
                row(400, "target without a slash", "GET a HTTP/1.1" + H + "\r\n"),
                row(400, "scheme without slashes", "GET http:/a/ HTTP/1.1" + H + "\r\n"),
                row(400, "scheme that begins with a digit", "GET 1ttp://a/ HTTP/1.1" + H + "\r\n"),
                row(400, "no host in absolute form", "GET http:///x HTTP/1.1" + H + "\r\n"),
                row(400, "user information", "GET http://u@a/ HTTP/1.1" + H + "\r\n"),
                row(400, "port that is no number", "GET http://a:8x/ HTTP/1.1" + H + "\r\n"),
                row(400, "unclosed bracket", "GET http://[::1/ HTTP/1.1" + H + "\r\n"),
                row(405, "CONNECT", "CONNECT a:443 HTTP/1.1" + H + "\r\n"),
                row(400, "CONNECT with a path", "CONNECT /x HTTP/1.1" + H + "\r\n"),
                row(405, "TRACE", "TRACE / HTTP/1.1" + H + "\r\n"));
    }

    private static Stream<Arguments> versions() {
        return Stream.of(
                row(200, "HTTP/1.0", "GET / HTTP/1.0\r\n\r\n"),
                row(200, "HTTP/0.9", "GET /\r\n"),
                row(200, "HTTP/0.9 with spaces and LF", "GET /  \n"),
                row(200, "HTTP/1.2 is read as 1.1", "GET / HTTP/1.2" + H + "\r\n"),
                row(200, "HTTP/1.10", "GET / HTTP/1.10" + H + "\r\n"),
                row(200, "HTTP/1.01", "GET / HTTP/1.01" + H + "\r\n"),
                row(400, "HTTP/0.9 but not GET", "POST /\r\n"),
                row(400, "HTTP/1.999", "GET / HTTP/1.999" + H + "\r\n"),
                row(400, "no minor version", "GET / HTTP/1." + H + "\r\n"),
                row(400, "no dot", "GET / HTTP/1" + H + "\r\n"),
                row(400, "letters behind the version", "GET / HTTP/1.1x" + H + "\r\n"),
                row(400, "word behind the version", "GET / HTTP/1.1 x" + H + "\r\n"),
                row(400, "small http", "GET / http/1.1" + H + "\r\n"),
                row(400, "other protocol name", "GET / ICAP/1.0" + H + "\r\n"),
                row(400, "HTTP/0.9 by name", "GET / HTTP/0.9" + H + "\r\n"),
                row(400, "signed version", "GET / HTTP/-1.1" + H + "\r\n"),
                row(505, "HTTP/2.0", "GET / HTTP/2.0" + H + "\r\n"),
                row(505, "HTTP/3.0", "GET / HTTP/3.0" + H + "\r\n"),
                row(505, "HTTP/9 without a minor version", "GET / HTTP/9" + H + "\r\n"),
                row(505, "HTTP/10.1", "GET / HTTP/10.1" + H + "\r\n"));
    }

    private static Stream<Arguments> fieldLines() {
        return Stream.of(
                row(200, "empty value", GET + "X:\r\n\r\n"),
                row(200, "tabs around a value", GET + "X:\tv\t\r\n\r\n"),
                row(200, "tab inside a value", GET + "X: a\tb\r\n\r\n"),
                row(200, "bytes above 7F in a value", GET + "X: \u00e9\r\n\r\n"),
                row(200, "name with an underscore: dropped", GET + "a_b: 1\r\n\r\n"),
                row(200, "name with a full stop: dropped", GET + "a.b: 1\r\n\r\n"),
                row(200, "name with a byte above 7F: dropped", GET + "\u00e9: 1\r\n\r\n"),
                row(400, "space before the colon", GET + "X : v\r\n\r\n"),
                row(400, "tab before the colon", GET + "X\t: v\r\n\r\n"),
                row(400, "line folding with a space", GET + "X: a\r\n b\r\n\r\n"),
                row(400, "line folding with a tab", GET + "X: a\r\n\tb\r\n\r\n"),
                row(400, "folding of the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
                row(400, "empty name", GET + ": v\r\n\r\n"),
                row(400, "no colon", GET + "X\r\n\r\n"),
                row(400, "space in a name", GET + "X Y: v\r\n\r\n"),
                row(400, "NUL in a name", GET + "X\0: v\r\n\r\n"),
                row(400, "DEL in a name", GET + "X\u007f: v\r\n\r\n"),
                row(400, "CR in a name", GET + "X\rY: v\r\n\r\n"),
                row(400, "NUL in a value", GET + "X: a\0b\r\n\r\n"),
                row(400, "BEL in a value", GET + "X: a\u0007b\r\n\r\n"),
                row(400, "DEL in a value", GET + "X: a\u007fb\r\n\r\n"),
                row(400, "CR in a value", GET + "X: a\rTransfer-Encoding: chunked\r\n\r\n"),
                row(400, "CR CR LF behind a value", GET + "X: a\r\r\n\r\n"),
                row(400, "CR alone for the empty line", GET + "\rX" + "\r\n\r\n"));
    }

    private static Stream<Arguments> hosts() {
        return Stream.of(
                row(200, "port", host("a:8080")),
                row(200, "empty port", host("a:")),
                row(200, "final dot", host("a.example.")),
                row(200, "IPv6", host("[::1]:80")),
                row(200, "HTTP/1.0 without Host", "GET / HTTP/1.0\r\nX: y\r\n\r\n"),
                row(400, "HTTP/1.1 without Host", "GET / HTTP/1.1\r\nX: y\r\n\r\n"),
                row(400, "absolute form without Host", "GET http://a/ HTTP/1.1\r\n\r\n"),
                row(400, "empty", host("")),
                row(400, "only a port", host(":80")),
                row(400, "only a dot", host(".")),
                row(400, "two dots", host("a..b")),
                row(400, "slash", host("a/b")),
                row(400, "backslash", host("a\\b")),
                row(400, "user information", host("u@a")),
                row(400, "list", host("a, b c")),
                row(400, "space", host("a b")),
                row(400, "port that is no number", host("a:80a")),
                row(400, "port that is too large", host("a:65536")),
                row(400, "unclosed bracket", host("[::1")),
                row(400, "text behind a bracket", host("[::1]a")),
                row(400, "empty brackets would do, a slash in them not", host("[/]")),
                row(400, "two of them", "GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n"),
                row(400, "two of them in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n"),
                row(400, "wrong one with an absolute form", "GET http://a/ HTTP/1.1\r\nHost: b/c\r\n\r\n"));
    }

    private static String host(String host) {
        return "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    }

    private static Stream<Arguments> lengths() {
        return Stream.of(
                row(200, "number", length("5")),
                row(200, "zeros in front", length("0005")),
                row(200, "the largest", length("9223372036854775807")),
                row(200, "underscored name is another field", POST + "Content_Length: x\r\n\r\n"),
                row(400, "overflow", length("9223372036854775808")),
                row(400, "overflow to a small number", length("18446744073709551621")),
                row(400, "empty", length("")),
                row(400, "sign", length("+5")),
                row(400, "negative", length("-5")),
                row(400, "hexadecimal", length("0x5")),
                row(400, "list", length("5, 5")),
                row(400, "list without a space", length("5,6")),
                row(400, "space inside", length("5 6")),
                row(400, "fraction", length("5.0")),
                row(400, "letter", length("5a")),
                row(400, "Arabic digits in UTF-8", length("\u00d9\u00a5")),
                row(400, "twice, different", POST + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n"),
                row(400, "twice, the same", POST + "Content-Length: 5\r\nContent-Length: 5\r\n\r\n"),
                row(400, "twice, in other letters", POST + "Content-Length: 5\r\nCONTENT-length: 5\r\n\r\n"),
                row(400, "space before the colon", POST + "Content-Length : 5\r\n\r\n"));
    }

    private static String length(String value) {
        return POST + "Content-Length: " + value + "\r\n\r\n";
    }

    private static Stream<Arguments> codings() {
        return Stream.of(
                row(200, "chunked", coding("chunked")),
                row(200, "chunked in other letters", coding("CHUNKED")),
                row(501, "identity", coding("identity")),
                row(501, "gzip before chunked", coding("gzip, chunked")),
                row(501, "chunked twice", coding("chunked, chunked")),
                row(501, "chunked with a parameter", coding("chunked;q=1")),
                row(501, "chunked in quotes", coding("\"chunked\"")),
                row(501, "prefix", coding("xchunked")),
                row(501, "comma behind", coding("chunked,")),
                row(501, "empty", coding("")),
                row(400, "vertical tab before chunked", coding("\u000bchunked")),
                row(400, "folded", coding("\r\n chunked")),
                row(400, "space before the colon", POST + "Transfer-Encoding : chunked\r\n\r\n"),
                row(400, "twice", POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"),
                row(400, "twice, second unknown", POST + "Transfer-Encoding: chunked\r\ntransfer-encoding: x\r\n\r\n"),
                row(400, "with a length", POST + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"),
                row(400, "with a length behind", POST + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n"),
                row(400, "in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"));
    }

    private static String coding(String value) {
        return POST + "Transfer-Encoding: " + value + "\r\n\r\n";
    }

    private static Stream<Arguments> repeats() {
        return Stream.of("Expect", "Authorization", "If-Match", "If-None-Match", "If-Range", "If-Modified-Since")
                .map(name -> row(400, name + " twice", GET + name + ": a\r\n" + name.toLowerCase() + ": a\r\n\r\n"));
    }

    private static Stream<Arguments> otherProtocols() {
        return Stream.of(
                row(400, "TLS hello, no line end", "\u0016\u0003\u0001\u0002\u0000"),
                row(400, "HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                row(400, "SSH", "SSH-2.0-x\r\n"),
                row(400, "PROXY protocol 2", "\r\n\r\n\0\r\nQUIT\n"),
                row(400, "JSON, no line end", "{\"a\":"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("heads")
    void answers(int status, String why, String head) {
        Object answer = Fed.request(head);
        if (status == 200) {
            assertInstanceOf(RequestHead.class, answer, why);
        } else {
            assertEquals(status, assertInstanceOf(Fed.Fault.class, answer, why).status());
        }
    }
}
