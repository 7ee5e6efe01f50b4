package dev.weir.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.access.AddressRange;
import dev.weir.core.access.AddressVariables;
import dev.weir.core.access.RealAddress;
import dev.weir.core.loop.ScriptedTransport;
import dev.weir.core.variable.Template;
import dev.weir.core.variable.Variables;
import dev.weir.testkit.EveryChunking;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyHeaderTest {
    /** Signature, then version 2 and the command PROXY. */
    private static final String V2 = "0d0a0d0a000d0a515549540a" + "21";

    private static final String ADDRESSES = "c0000201" + "c0000202" + "007b" + "162e";

    private static final class Feeding implements EveryChunking.Subject<ProxyHeader> {
        private final ProxyHeaderParser parser = new ProxyHeaderParser();
        private ProxyHeader header;

        @Override
        public boolean feed(ByteBuffer piece) throws HttpFault {
            header = parser.read(piece);
            return header != null;
        }

        @Override
        public ProxyHeader result() {
            return header;
        }
    }

    private static EveryChunking.Outcome<ProxyHeader> read(String bytes) {
        return EveryChunking.check(bytes.getBytes(StandardCharsets.ISO_8859_1), Feeding::new);
    }

    private static String hex(String digits) {
        return new String(HexFormat.of().parseHex(digits), StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource({
        "'PROXY TCP4 192.0.2.1 192.0.2.2 123 5678\r\n', 192.0.2.1, 123, 192.0.2.2, 5678",
        "'PROXY TCP6 2001:Db8::1 2001:Db8::2 0 65535\r\n', 2001:Db8::1, 0, 2001:Db8::2, 65535",
        "'PROXY UNKNOWN\r\n', , -1, , -1",
        "'PROXY UNKNOWN 1 2 3 4 5 6\r\n', , -1, , -1",
    })
    void readsALine(String line, String source, int sourcePort, String target, int targetPort) {
        EveryChunking.Outcome<ProxyHeader> outcome = read(line + "GET / HTTP/1.1");
        assertEquals(new ProxyHeader(source, sourcePort, target, targetPort, ""), outcome.result());
        assertEquals(line.length(), outcome.consumed(), "what follows is not touched");
    }

    @ParameterizedTest
    @CsvSource({
        "11 000c " + ADDRESSES + ", 192.0.2.1, 123, 192.0.2.2, 5678",
        "11 0015 " + ADDRESSES + " 000000000000000000, 192.0.2.1, 123, 192.0.2.2, 5678",
        "21 0024 20010db8000000000000000000000001 20010db8000000000000000000000002 007b162e,"
                + " 2001:db8::1, 123, 2001:db8::2, 5678",
        "01 0000, , -1, , -1",
        "41 0004 01020304, , -1, , -1",
        "12 000c " + ADDRESSES + ", , -1, , -1",
    })
    void readsVersionTwo(String rest, String source, int sourcePort, String target, int targetPort) {
        String header = hex(V2 + rest.replace(" ", ""));
        EveryChunking.Outcome<ProxyHeader> outcome = read(header + "GET");
        String extensions = outcome.result().extensions();
        assertEquals(new ProxyHeader(source, sourcePort, target, targetPort, extensions), outcome.result());
        assertEquals(header.length(), outcome.consumed());
    }

    @ParameterizedTest
    @CsvSource({
        "'GET / HTTP/1.1\r\n'",
        "'PROXX'",
        "'PROXY TCP4 192.0.2.1 192.0.2.2 123\r\n'",
        "'PROXY TCP4 192.0.2.1 192.0.2.2 123 65536\r\n'",
        "'PROXY TCP4 host 192.0.2.2 123 1\r\n'",
        "'PROXY TCP4 192.0.2.1 192.0.2.2 123 1\n'",
        "'PROXY TCP5 192.0.2.1 192.0.2.2 123 1\r\n'",
        "'PROXY TCP4 192.0.2.1 192.0.2.2 123 1\t\r\n'",
        "'PROXY UNKNOWN\n'",
        "'PROXY UNKNOWN\t\r\n'",
        "'PROXY\n'",
        "'\r\n\r\nGET'",
    })
    void refusesWhatIsNone(String bytes) {
        EveryChunking.Outcome<ProxyHeader> outcome = read(bytes);
        assertTrue(outcome.failure() != null && outcome.failure().contains("while reading PROXY protocol"), bytes);
    }

    @Test
    void refusesWhatIsTooLongOrCutShort() {
        assertTrue(read("PROXY UNKNOWN " + "x".repeat(200)).failure() != null);
        assertTrue(read(hex(V2 + "11ffff")).failure() != null, "longer than the buffer");
        assertTrue(read(hex(V2 + "110004" + "c0000201")).failure() != null, "too short for its addresses");
        assertTrue(read(hex("0d0a0d0a000d0a515549540a" + "31110000")).failure() != null, "version 3");
    }

    // --- on a connection

    private static HttpStand stand() {
        Variables variables = new Variables();
        AddressVariables.define(variables);
        Template told = variables.compile("$proxy_protocol_addr $proxy_protocol_server_port $realip_remote_addr"
                + " $proxy_protocol_tlv_authority/$proxy_protocol_tlv_0x002 $proxy_protocol_tlv_ssl_verify"
                + " $proxy_protocol_tlv_ssl_cn $proxy_protocol_tlv_nonsense.");
        return new HttpStand()
                .proxyProtocol()
                .gate(new RealAddress(List.of(AddressRange.ALL), null, false))
                .at(
                        "/",
                        x -> x.respond(
                                200,
                                Headers.EMPTY,
                                ByteText.bytes(x.peering().remoteAddress() + ":"
                                        + x.peering().remotePort() + " " + told.apply(x))));
    }

    @Test
    void everyRequestOfTheConnectionIsTheClients() {
        String line = "PROXY TCP4 192.0.2.1 192.0.2.2 123 5678\r\n";
        String answer = stand().talk(line + HttpStand.get("/"), HttpStand.get("/"));
        assertEquals(2, HttpStand.count(answer, "192.0.2.1:123 192.0.2.1 5678 "), answer);
    }

    @Test
    void extensionsAreVariables() {
        String extensions = "020004" + "686f7374" + "20000b" + "01" + "000000ff" + "220003" + "626f62";
        String header = hex(V2 + "11" + "%04x".formatted(12 + extensions.length() / 2) + ADDRESSES + extensions);
        String answer = stand().talk(header + HttpStand.get("/"));
        assertTrue(answer.endsWith(" host/host 255 bob ."), answer);
    }

    @Test
    void oneThatBeginsOtherwiseIsClosedWithoutAnAnswer() {
        HttpStand stand = stand();
        ScriptedTransport client = stand.client();
        client.send(HttpStand.get("/"));
        stand.loop.settle();
        assertEquals("", client.written());
        assertTrue(client.isClosed());

        ScriptedTransport silent = stand.client();
        silent.send("PROXY ");
        stand.loop.settle();
        assertFalse(silent.isClosed());
        stand.loop.advance(HttpStand.HEADER_TIMEOUT);
        assertTrue(silent.isClosed(), "one that says nothing is not waited for");
        assertEquals(List.of(Cut.PROXY_PROTOCOL_TIMEOUT), stand.cuts);
    }
}
