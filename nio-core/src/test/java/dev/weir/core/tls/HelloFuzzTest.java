package dev.weir.core.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.weir.testkit.fuzz.FuzzRun;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * A client's first message: read as it is read here byte for byte; of the beginning of the bytes the same is said as of
 * all of them, or nothing.
 */
public class HelloFuzzTest {
    /** What may be a host's name, as far as the reader judges it. */
    private static final Pattern HOST = Pattern.compile("(?!.*\\.\\.)[!#-.0-\\[\\]-~]{1,253}");

    /** The bytes end too early, or say so. */
    private static final class Cut extends Exception {
        private static final long serialVersionUID = 1L;

        Cut() {
            super(null, null, false, false);
        }
    }

    /** Some bytes, read from the front. Thread: the fuzzer's. */
    private static final class Bytes {
        private final byte[] all;
        private int at;

        Bytes(byte[] all) {
            this.all = all;
        }

        int number(int bytes) throws Cut {
            int number = 0;
            for (byte b : take(bytes)) {
                number = number * 256 + (b & 255);
            }
            return number;
        }

        byte[] take(int count) throws Cut {
            if (all.length - at < count) {
                throw new Cut();
            }
            at += count;
            return Arrays.copyOfRange(all, at - count, at);
        }

        boolean more() {
            return at < all.length;
        }

        /** What follows its own length. */
        Bytes part(int lengthBytes) throws Cut {
            return new Bytes(take(number(lengthBytes)));
        }

        List<Integer> numbers() throws Cut {
            List<Integer> numbers = new ArrayList<>();
            while (all.length - at >= 2) {
                numbers.add(number(2));
            }
            return numbers;
        }
    }

    /** A target of the fuzzers. */
    public static void fuzzerTestOneInput(byte[] input) {
        ByteBuffer in = ByteBuffer.wrap(input);
        ClientHello hello = ClientHello.read(in);
        assertEquals(0, in.position());
        assertEquals(naive(input), hello);
        for (int length = 1; length < input.length; length += 1 + input.length / 20) {
            ClientHello before =
                    ClientHello.read(ByteBuffer.wrap(input, 0, length).slice());
            assertEquals(before == null ? null : hello, before);
        }
        if (hello != null) {
            HelloNames.suites(hello);
            HelloNames.groups(hello);
        }
    }

    private static ClientHello naive(byte[] input) {
        Bytes records = new Bytes(input);
        byte[] message = {};
        try {
            while (message.length < 4 || message.length < 4 + length(message)) {
                byte[] head = records.take(5);
                int length = (head[3] & 255) * 256 + (head[4] & 255);
                if (head[0] != 22 || length == 0) {
                    return ClientHello.UNREADABLE;
                }
                byte[] before = message;
                byte[] more = records.take(length);
                message = Arrays.copyOf(before, before.length + length);
                System.arraycopy(more, 0, message, before.length, length);
            }
        } catch (Cut incomplete) {
            return null;
        }
        try {
            return message(new Bytes(Arrays.copyOf(message, 4 + length(message))));
        } catch (Cut malformed) {
            return ClientHello.UNREADABLE;
        }
    }

    private static int length(byte[] message) {
        return (message[1] & 255) * 65536 + (message[2] & 255) * 256 + (message[3] & 255);
    }

    private static ClientHello message(Bytes in) throws Cut {
        if (in.number(1) != 1) {
            return ClientHello.UNREADABLE;
        }
        in.take(3 + 2 + 32);
        in.part(1);
        List<Integer> suites = in.part(2).numbers();
        in.part(1);
        String name = null;
        List<Integer> groups = List.of();
        List<String> protocols = List.of();
        boolean ticket = false;
        Bytes extensions = in.more() ? in.part(2) : in;
        while (extensions.more()) {
            int type = extensions.number(2);
            Bytes body = extensions.part(2);
            if (type == 0 && body.more()) {
                name = name(body.part(2));
            } else if (type == 10) {
                groups = body.part(2).numbers();
            } else if (type == 16) {
                protocols = protocols(body.part(2));
            } else if (type == 35 || type == 41) {
                ticket = ticket || body.more();
            }
        }
        return new ClientHello(name, suites, groups, protocols, ticket);
    }

    private static List<String> protocols(Bytes in) throws Cut {
        List<String> all = new ArrayList<>();
        while (in.more()) {
            all.add(new String(in.part(1).all, StandardCharsets.ISO_8859_1));
        }
        return all;
    }

    private static String name(Bytes names) throws Cut {
        while (names.more()) {
            int type = names.number(1);
            byte[] name = names.part(2).all;
            if (type == 0) {
                String text = new String(name, StandardCharsets.ISO_8859_1);
                return HOST.matcher(text).matches() ? text.toLowerCase(Locale.ROOT) : null;
            }
        }
        return null;
    }

    /** Some suites, a session, and extensions: the name, groups, and one that nobody reads. */
    private static byte[] hello(String name) {
        byte[] host = name.getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer extensions = ByteBuffer.allocate(200);
        extensions.putShort((short) 16).putShort((short) 5).put(new byte[] {0, 3, 2, 'h', '2'});
        extensions.putShort((short) 0).putShort((short) (host.length + 5)).putShort((short) (host.length + 3));
        extensions.put((byte) 0).putShort((short) host.length).put(host);
        extensions.putShort((short) 10).putShort((short) 6).put(new byte[] {0, 4, 0, 29, 0, 23});
        extensions.flip();
        ByteBuffer body = ByteBuffer.allocate(400).putShort((short) 0x303).put(new byte[32]);
        body.put((byte) 3)
                .put(new byte[3])
                .putShort((short) 4)
                .putInt(0x1301c02f)
                .put(new byte[] {1, 0});
        body.putShort((short) extensions.remaining()).put(extensions).flip();
        ByteBuffer out = ByteBuffer.allocate(body.remaining() + 9).put(new byte[] {22, 3, 1});
        out.putShort((short) (body.remaining() + 4)).putInt(0x01000000 | body.remaining());
        return out.put(body).array();
    }

    private static byte[] inTwoRecords(byte[] hello) {
        int cut = 40;
        ByteBuffer out = ByteBuffer.allocate(hello.length + 5);
        out.put(hello, 0, 3).putShort((short) cut).put(hello, 5, cut);
        int left = hello.length - 5 - cut;
        return out.put(hello, 0, 3)
                .putShort((short) left)
                .put(hello, 5 + cut, left)
                .array();
    }

    @Test
    void damagedHellos() throws InterruptedException {
        byte[] hello = hello("One.Example");
        FuzzRun.of(HelloFuzzTest::fuzzerTestOneInput, List.of(hello, hello(""), inTwoRecords(hello)))
                .words("\0\0", "\0\1", "\26\3\1", "\0\12", "\0", "\377\377", "\0\2h2")
                .run(20_000);
    }

    @Test
    void seedsAreRead() {
        byte[] hello = hello("One.Example");
        assertEquals(
                new ClientHello("one.example", List.of(0x1301, 0xc02f), List.of(29, 23), List.of("h2"), false),
                ClientHello.read(ByteBuffer.wrap(inTwoRecords(hello))));
        assertNull(ClientHello.read(ByteBuffer.wrap(hello, 0, 60)));
    }
}
