package dev.weir.core.ssi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.Headers;
import dev.weir.core.http.HttpStand;
import dev.weir.core.http.ResponseHead;
import dev.weir.core.http.ResponseOptions;
import dev.weir.core.http.ResponseStream;
import dev.weir.core.variable.Variables;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SsiStreamTest {
    private static final String FAILED = "[an error occurred while processing the directive]";

    private final HttpStand stand = new HttpStand();
    private final List<Exchange> held = new ArrayList<>();

    SsiStreamTest() {
        Variables variables = new Variables();
        variables.define("uri", "", Exchange::uri);
        variables.define("args", "", Exchange::args);
        SsiRules rules = new SsiRules(Set.of("text/html"), false, false, 60, 10, variables);
        stand.options(
                new ResponseOptions(true, null, true, ResponseOptions.ModifiedSince.EXACT, 1, null, null, rules),
                null,
                null);
        page("/part", "<!--#echo var='uri' default='?' -->,<!--#echo var='args' -->,<!--#echo var='v' -->");
        page("/plain", "plain");
        page("/long", "0123456789 and more");
        page("/self", "s<!--#include virtual='/self' -->");
        stand.at("/held", held::add);
        stand.at("/raw", x -> x.respond(200, Headers.of("Content-Type", "text/css"), bytes("<!--#else -->")));
    }

    private void page(String path, String text) {
        stand.at(path, x -> x.respond(200, html(), bytes(text)));
    }

    private static Headers html() {
        return Headers.of("Content-Type", "text/html; charset=utf-8", "Last-Modified", "x", "ETag", "\"x\"");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String old(String target) {
        return "GET " + target + " HTTP/1.0\r\nHost: a\r\n\r\n";
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    private String shown(String text) {
        page("/dir/page", text);
        return body(stand.talk(old("/dir/page")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<!--#echo var=\"uri\" --> | /dir/page",
                "<!--#echo var=\"none\" --> | (none)",
                "<!--#echo var=\"none\" default=\"a b\" --> | a b",
                "<!--#set var=\"A\" value=\"<$uri>\" --><!--#echo var=\"a\" --> | &lt;/dir/page&gt;",
                "<!--#set var=\"a\" value=\"<\" --><!--#echo var=\"a\" encoding=\"none\" --> | <",
                "<!--#set var=\"a\" value=\"< \" --><!--#echo var=\"a\" encoding=\"url\" --> | %3C%20",
                "<!--#set var=\"a\" value=\"\\$uri${uri}x\" --><!--#echo var=\"a\" --> | $uri/dir/pagex",
                "<!--#include virtual=\"/plain\" --> | plain",
                "<!--#include file=\"/plain\" --> | plain",
                "<!--#include virtual=\"/raw\" --> | <!--#else -->",
                "<!--#set var=\"v\" value=\"1\" --><!--#include virtual=\"/part?b=c\" -->. | /part,b=c,1.",
                "<!--#include virtual=\"/%70lain\" -->|plain",
                "<!--#include virtual=\"/plain\" set=\"x\" -->(<!--#echo var=\"x\" -->) | (plain)",
                "<!--#include virtual=\"/long\" set=\"x\" -->(<!--#echo var=\"x\" -->) | ((none))",
                "<!--#config errmsg=\"oops\" --><!--#nothing --> | oops",
                "<!--#if expr=\"$uri\" -->a<!--#else -->b<!--#endif -->c | ac",
                "<!--#if expr=\"$none\" -->a<!--#elif expr=\"$uri\" -->b<!--#else -->d<!--#endif -->c | bc",
                "<!--#if expr=\"$none\" --><!--#bad --><!--#else -->b<!--#endif -->c | bc",
                "<!--#if expr=\"$none\" --><!--#if expr=\"a\" -->x<!--#endif -->y<!--#endif -->c | c",
                "<!--#if expr=\"$uri = dir\" -->a<!--#endif -->c | c",
                "<!--#if expr=\"$uri != b\" -->a<!--#endif -->c | ac",
                "<!--#if expr=\"$uri = /^.dir.(.)/\" -->a<!--#echo var=\"1\" --><!--#endif -->c | apc",
                "<!--#if expr=\"$uri = /(?P<n>p.)/\" --><!--#echo var=\"n\" --><!--#endif -->c | pac"
            })
    void runs(String text, String expected) {
        assertEquals(expected, shown(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<!--#unknown -->",
                "<!--#echo -->",
                "<!--#echo var=uri -->",
                "<!--#echo what=\"uri\" -->",
                "<!--#echo var=\"uri\" var=\"uri\" -->",
                "<!--#echo var=\"uri\" encoding=\"x\" -->",
                "<!--#echo var=\"0123456789012345678901234567890123456789012345678901234567890\" -->",
                "<!--#set var=\"a\" value=\"${b\" -->",
                "<!--#include -->",
                "<!--#include file=\"/a\" virtual=\"/a\" -->",
                "<!--#include virtual=\"../a\" -->",
                "<!--#include virtual=\"/%2e%2e/a\" -->",
                "<!--#include virtual=\"\" -->",
                "<!--#if expr=\"a = /(/\" -->a<!--#endif -->",
                "<!--#if expr=\"a = /x\" -->a<!--#endif -->",
                "<!--#if expr=\"(?<a> = /\\(?<a>/\" -->a<!--#endif -->",
                "<!--#else -->",
                "<!--#endif -->"
            })
    void saysThatACommandFailed(String text) {
        assertEquals("a" + FAILED + "b", shown("a" + text + "b"));
    }

    @Test
    void includesFromItsOwnFolder() {
        page("/dir/part", "beside");
        assertEquals("beside", shown("<!--#include file='part' -->"));
    }

    @Test
    void includesTheAnswerToAnError() {
        assertTrue(shown("a<!--#include virtual='/missing' -->b").matches("(?s)a<html>.*404 Not Found.*</html>\r\nb"));
    }

    @Test
    void aPageWithinItselfEnds() {
        assertEquals("s".repeat(52) + FAILED, body(stand.talk(old("/self"))));
    }

    @Test
    void whatComesWhileAnAnswerIsAwaitedWaits() {
        stand.at("/slow", x -> {
            ResponseStream out = x.begin(ResponseHead.of(200, html()), -1);
            out.write(ByteBuffer.wrap(bytes("a<!--#include virtual='/held' -->b")));
            out.write(ByteBuffer.wrap(bytes("c<!--#include virtual='/plain' -->")));
            assertFalse(out.isCongested());
            out.write(ByteBuffer.allocate(64 * 1024));
            assertTrue(out.isCongested());
            out.finish();
        });
        var client = stand.client();
        client.send(old("/slow"));
        stand.loop.settle();
        assertTrue(client.written().endsWith("\r\n\r\na"), client.written());
        held.get(0).respond(200, html(), bytes("-"));
        stand.loop.settle();
        assertEquals("a-bcplain" + "\0".repeat(64 * 1024), body(client.written()));
        assertEquals(List.of("200 GET /slow HTTP/1.0"), stand.log);
    }

    @Test
    void aPageHasNoLengthAndNoValidators() {
        String answer = stand.talk(HttpStand.get("/plain"));
        assertTrue(answer.contains("Transfer-Encoding: chunked\r\n"), answer);
        assertFalse(answer.contains("Content-Length") || answer.contains("ETag") || answer.contains("Last-M"), answer);
        assertTrue(stand.talk(HttpStand.get("/raw")).contains("Content-Length: 13\r\n"));
    }

    @Test
    void aHeadIncludesNothing() {
        page("/dir/page", "<!--#include virtual='/held' -->");
        String answer = stand.talk("HEAD /dir/page HTTP/1.1\r\nHost: a\r\n\r\n");
        assertFalse(answer.contains("Content-Length"), answer);
        assertEquals("", body(answer));
        assertEquals(List.of(), held);
    }

    @Test
    void aClientThatGoesTakesWhatIsAskedAlong() {
        page("/dir/page", "<!--#include virtual='/held' -->");
        var client = stand.client();
        client.send(old("/dir/page"));
        stand.loop.settle();
        assertFalse(held.get(0).isOver());
        client.breakWith(new IOException("gone"));
        stand.loop.settle();
        assertTrue(held.get(0).isOver());
    }
}
