package dev.weir.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.testkit.EveryChunking;
import dev.weir.testkit.fuzz.FewChunkings;
import dev.weir.testkit.fuzz.FuzzRun;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Headers of the PROXY protocol, both versions, in any pieces: read as patterns over the whole read them. */
public class ProxyHeaderFuzzTest {
    private static final FewChunkings CHUNKINGS = new FewChunkings();
    private static final Pattern LINE = Pattern.compile("PROXY (?:UNKNOWN(?: [^\\n]*)?|TCP[46] ([0-9A-Fa-f.:]+)"
            + " ([0-9A-Fa-f.:]+) ([0-9]{1,5}) ([0-9]{1,5}))\\r\\n");
    private static final String SIGNATURE = "\r\n\r\n\000\r\nQUIT\n";
    private static final int LONGEST_LINE = 107;
    private static final int LONGEST = 4096;

    private static final String[] SEEDS = {
        "PROXY TCP4 192.0.2.1 192.0.2.2 123 5678\r\nGET / HTTP/1.1\r\n",
        "PROXY TCP6 2001:db8::1 ::ffff:1.2.3.4 65535 0\r\n",
        "PROXY UNKNOWN\r\nrest",
        "PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n",
        SIGNATURE + "\041\021\000\014" + "\177\000\000\001\012\000\000\002\300\001\000\120rest",
        SIGNATURE + "\041\041\000\051" + "\040\001\015\270" + "\000".repeat(12) + "\000".repeat(15) + "\001"
                + "\001\002\003\004" + "\001\000\002h2",
        SIGNATURE + "\040\000\000\000rest",
        SIGNATURE + "\041\061\000\004abcd",
        SIGNATURE + "\041\021\000\023" + "\001\002\003\004\005\006\007\010\000\001\000\002"
                + "\004\000\001x\002\000\000" + "GET",
    };
    private static final String[] WORDS = {
        "PROXY ",
        "TCP4 ",
        "TCP6 ",
        "UNKNOWN",
        "\r\n",
        "\n",
        " ",
        "65535",
        "65536",
        "00080",
        "\000\020",
        "\020\000",
        "\017\360",
        "\017\361",
        "\377\377",
        "\041\022",
        "\042",
        "\061",
        "::",
        "a".repeat(60),
        "\t",
        "\013",
    };

    /** Says what came of it, and how many bytes it took. Thread: the fuzzer's. */
    private static final class Reading implements EveryChunking.Subject<String> {
        private final ProxyHeaderParser parser = new ProxyHeaderParser();
        private String said;
        private int taken;

        @Override
        public boolean feed(ByteBuffer piece) {
            int from = piece.position();
            try {
                ProxyHeader header = said == null ? parser.read(piece) : null;
                taken += said == null ? piece.position() - from : 0;
                said = header != null ? header + " in " + taken : said;
            } catch (HttpFault fault) {
                said = "fault " + fault.status();
            }
            piece.position(piece.limit());
            return false;
        }

        @Override
        public String result() {
            return said;
        }
    }

    /** A target of the fuzzers. */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        String said = CHUNKINGS.check(input, Reading::new);
        assertEquals(naive(new String(input, StandardCharsets.ISO_8859_1), input), said);
    }

    /** Null while the header is incomplete. */
    private static String naive(String text, byte[] input) throws UnknownHostException {
        if (text.isEmpty()) {
            return null;
        }
        return text.startsWith("\r") ? binary(text, input) : line(text);
    }

    private static String line(String text) {
        int feed = text.indexOf('\n');
        boolean begins = text.startsWith("PROXY ") || "PROXY ".startsWith(text);
        boolean tooLong = feed < 0 ? text.length() >= LONGEST_LINE : feed >= LONGEST_LINE;
        if (!begins || tooLong) {
            return "fault 400";
        }
        if (feed < 0) {
            return null;
        }
        Matcher m = LINE.matcher(text.substring(0, feed + 1));
        if (!m.matches() || m.group(1) != null && (port(m.group(3)) > 65535 || port(m.group(4)) > 65535)) {
            return "fault 400";
        }
        ProxyHeader header = m.group(1) == null
                ? ProxyHeader.UNKNOWN
                : new ProxyHeader(m.group(1), port(m.group(3)), m.group(2), port(m.group(4)), "");
        return header + " in " + (feed + 1);
    }

    private static int port(String digits) {
        return Integer.parseInt(digits);
    }

    private static String binary(String text, byte[] in) throws UnknownHostException {
        int common = Math.min(text.length(), SIGNATURE.length());
        if (!text.startsWith(SIGNATURE.substring(0, common))) {
            return "fault 400";
        }
        if (text.length() < 16) {
            return null;
        }
        int length = 256 * text.charAt(14) + text.charAt(15);
        if (text.charAt(12) / 16 != 2 || 16 + length > LONGEST) {
            return "fault 400";
        }
        if (text.length() < 16 + length) {
            return null;
        }
        int size = text.charAt(13) == 0x11 ? 4 : text.charAt(13) == 0x21 ? 16 : 0;
        ProxyHeader header = ProxyHeader.UNKNOWN;
        if (size > 0 && text.charAt(12) % 16 == 1) {
            if (length < 2 * size + 4) {
                return "fault 400";
            }
            int at = 16 + 2 * size;
            header = new ProxyHeader(
                    address(in, 16, size),
                    256 * text.charAt(at) + text.charAt(at + 1),
                    address(in, 16 + size, size),
                    256 * text.charAt(at + 2) + text.charAt(at + 3),
                    text.substring(at + 4, 16 + length));
        }
        return header + " in " + (16 + length);
    }

    private static String address(byte[] in, int at, int size) throws UnknownHostException {
        return Peering.text(InetAddress.getByAddress(Arrays.copyOfRange(in, at, at + size)));
    }

    @Test
    void damagedHeaders() throws InterruptedException {
        FuzzRun.of(ProxyHeaderFuzzTest::fuzzerTestOneInput, SEEDS).words(WORDS).run(20_000);
    }
}
