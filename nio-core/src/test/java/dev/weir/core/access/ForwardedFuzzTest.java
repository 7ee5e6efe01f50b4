package dev.weir.core.access;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.testkit.fuzz.FuzzRun;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Addresses that proxies tell of a client, each line of the input a field: what a trusted one tells is taken, and
 * nothing that anybody else does.
 */
public class ForwardedFuzzTest {
    private static final byte[] PEER = {10, 0, 0, 1};
    private static final List<AddressRange> TRUSTED = List.of(
            AddressRange.of(AddressRange.literal("10.0.0.0"), 8),
            AddressRange.of(AddressRange.literal("2001:db8::"), 32));
    private static final String V4 = "[0-9]{1,3}(?:\\.[0-9]{1,3}){3}";
    private static final String V6 = "[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*";
    private static final Pattern TOLD = Pattern.compile(
            "(?:(" + V4 + ")|\\[(" + V4 + "|" + V6 + ")\\])(?::([0-9]{1,5}))?|(" + V6 + "?)(?::([0-9]{1,5}))?");

    private static final String[] SEEDS = {
        "192.0.2.1, 10.1.2.3",
        "10.2.3.4:8080,10.9.9.9\n10.0.0.2",
        "[2001:db8::1]:443, 10.0.0.3",
        "2001:db8::7",
        "unknown, 10.0.0.4",
        "192.0.2.9\n10.0.0.5, [::ffff:10.0.0.1]",
        " 1.2.3.4 ,, 10.1.1.1 ",
    };

    /** A target of the fuzzers. */
    public static void fuzzerTestOneInput(byte[] input) throws UnknownHostException {
        List<String> fields = List.of(new String(input, StandardCharsets.ISO_8859_1).split("\n"));
        List<String> told = new ArrayList<>();
        for (String field : fields) {
            told.addAll(Arrays.asList(field.strip().split("[ ,]+")));
        }
        for (boolean recursive : new boolean[] {false, true}) {
            ForwardedAddress found = ForwardedAddress.find(PEER, fields, TRUSTED, recursive);
            assertEquals(naive(told, recursive), found == null ? null : found.address() + " " + found.port());
        }
    }

    private static String naive(List<String> told, boolean recursive) throws UnknownHostException {
        String found = null;
        InetAddress teller = InetAddress.getByAddress(PEER);
        for (int i = told.size() - 1; i >= 0 && isTrusted(teller) && (recursive || found == null); i--) {
            Matcher m = TOLD.matcher(told.get(i));
            String port = !m.matches() ? null : m.group(3) == null ? m.group(5) : m.group(3);
            InetAddress next = m.matches() ? address(m) : null;
            boolean badPort = port != null && (Integer.parseInt(port) == 0 || Integer.parseInt(port) > 65535);
            if (next == null || badPort) {
                return found;
            }
            found = next + " " + (port == null ? -1 : Integer.parseInt(port));
            teller = next;
        }
        return found;
    }

    private static boolean isTrusted(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4
                ? bytes[0] == 10
                : bytes[0] == 0x20 && bytes[1] == 1 && bytes[2] == 0x0d && bytes[3] == (byte) 0xb8;
    }

    private static InetAddress address(Matcher m) throws UnknownHostException {
        String text = m.group(1) != null ? m.group(1) : m.group(2) != null ? m.group(2) : m.group(4);
        if (text == null) {
            return null;
        }
        if (text.indexOf(':') >= 0) {
            return AddressRange.literal(text);
        }
        String[] octets = text.split("\\.");
        byte[] bytes = new byte[4];
        for (int i = 0; i < 4; i++) {
            if (Integer.parseInt(octets[i]) > 255) {
                return null;
            }
            bytes[i] = (byte) Integer.parseInt(octets[i]);
        }
        return InetAddress.getByAddress(bytes);
    }

    @Test
    void damagedFields() throws InterruptedException {
        FuzzRun.of(ForwardedFuzzTest::fuzzerTestOneInput, SEEDS)
                .words(",", "\n", " ", "10.0.0.7", ":0", ":65536", ":80", "[", "]", "::", "unix:", "256", "010", "\t")
                .run(10_000);
    }
}
