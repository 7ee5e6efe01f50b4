package dev.weir.proxy.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.fuzz.FuzzRun;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Answers of name servers: read as they are read here, or refused where these are. */
public class DnsFuzzTest {
    private static final HexFormat HEX = HexFormat.of();

    /** It is no answer. */
    private static final class Bad extends Exception {
        private static final long serialVersionUID = 1L;

        Bad() {
            super(null, null, false, false);
        }
    }

    /** What follows a place in a message. Thread: the fuzzer's. */
    private static final class Naive {
        private final byte[] all;
        private int at;

        Naive(byte[] all) {
            this.all = all;
        }

        long number(int bytes) throws Bad {
            return Long.parseLong("0" + HEX.formatHex(take(bytes)), 16);
        }

        byte[] take(int count) throws Bad {
            if (at + count > all.length) {
                throw new Bad();
            }
            at += count;
            return Arrays.copyOfRange(all, at - count, at);
        }

        String name() throws Bad {
            String[] rest = {""};
            at = labels(at, 0, rest);
            String name = rest[0].isEmpty() ? "" : rest[0].substring(0, rest[0].length() - 1);
            StringBuilder small = new StringBuilder();
            name.chars().forEach(c -> small.append((char) (c >= 'A' && c <= 'Z' ? c + 32 : c)));
            return small.toString();
        }

        /** Adds the labels from a place on; answers where the name ends there. */
        private int labels(int from, int pointers, String[] name) throws Bad {
            if (from >= all.length || pointers > 128 || name[0].length() > 1024) {
                throw new Bad();
            }
            int length = all[from] & 255;
            if (length == 0) {
                return from + 1;
            }
            if (length >= 192) {
                if (from + 1 >= all.length) {
                    throw new Bad();
                }
                labels((length - 192) * 256 + (all[from + 1] & 255), pointers + 1, name);
                return from + 2;
            }
            if (length > 63 || from + 1 + length > all.length) {
                throw new Bad();
            }
            name[0] += new String(all, from + 1, length, StandardCharsets.ISO_8859_1) + ".";
            return labels(from + 1 + length, pointers, name);
        }

        String answer(boolean byTcp) throws Bad {
            long id = number(2);
            long flags = number(2);
            long code = flags % 16;
            boolean truncated = flags / 512 % 2 == 1;
            if (flags / 2048 != 16 || flags / 64 % 2 == 1 || truncated && byTcp) {
                throw new Bad();
            }
            long questions = number(2);
            long answers = number(2);
            number(4);
            if (code == 1 || code > 5) {
                return id + " " + code;
            }
            if (questions != 1) {
                throw new Bad();
            }
            String head = id + " " + code + " " + name();
            long type = number(2);
            if (number(2) != 1 || !List.of(1L, 28L, 33L).contains(type)) {
                throw new Bad();
            }
            return head + " " + type + (truncated || code != 0 ? "" : records(answers, type));
        }

        private String records(long count, long asked) throws Bad {
            List<String> data = new ArrayList<>();
            String cname = null;
            long least = Integer.MAX_VALUE;
            for (long i = 0; i < count; i++) {
                name();
                long type = number(2);
                if (number(2) != 1) {
                    throw new Bad();
                }
                long time = number(4);
                least = Math.min(least, time > Integer.MAX_VALUE ? 0 : time);
                int length = (int) number(2);
                int end = at + length;
                if (type == 5) {
                    cname = within(length);
                } else if (asked == 33 && type == 33) {
                    data.add(0, service(length));
                } else if (asked != 33 && (type == 1 || type == 28 || type == 33)) {
                    if (type != asked || length != (type == 1 ? 4 : 16)) {
                        throw new Bad();
                    }
                    data.add(HEX.formatHex(take(length)));
                } else {
                    take(length);
                }
                at = end;
            }
            return " " + data.size() + " " + cname + " " + least + (asked == 33 ? "" : data.toString());
        }

        private String within(int length) throws Bad {
            int from = at;
            take(length);
            at = from;
            return name();
        }

        private String service(int length) throws Bad {
            if (length <= 6) {
                throw new Bad();
            }
            take(6);
            return within(length - 6);
        }
    }

    /** A target of the fuzzers. */
    public static void fuzzerTestOneInput(byte[] input) {
        for (boolean byTcp : new boolean[] {false, true}) {
            assertEquals(naive(input, byTcp), told(input, byTcp));
        }
    }

    private static String naive(byte[] input, boolean byTcp) {
        try {
            return new Naive(input).answer(byTcp);
        } catch (Bad bad) {
            return null;
        }
    }

    private static String told(byte[] input, boolean byTcp) {
        DnsResponse answer;
        try {
            answer = DnsResponse.read(input, byTcp);
        } catch (DnsException bad) {
            return null;
        }
        String head = answer.id() + " " + answer.code();
        if (answer.isBeyondUse()) {
            return head;
        }
        head += " " + answer.name() + " " + answer.type().number;
        if (answer.code() != 0 || answer.truncated()) {
            return head;
        }
        for (Srv service : answer.services()) {
            assertTrue(service.weight() > 0 && service.port() >= 0 && service.priority() >= 0);
        }
        boolean services = answer.type() == DnsType.SRV;
        List<String> data = answer.addresses().stream().map(HEX::formatHex).toList();
        int count = services ? answer.services().size() : data.size();
        return head + " " + count + " " + answer.cname() + " " + answer.ttlSeconds()
                + (services ? "" : data.toString());
    }

    private static List<byte[]> seeds() {
        String name = "www.example.com";
        return List.of(
                Dns.answer(7, Dns.RESPONSE, name, Dns.A)
                        .cname("edge.example.net", 300)
                        .a("192.0.2.1", 60)
                        .record(Dns.name("Edge.example.net"), Dns.A, 90, Dns.bytes("192.0.2.2"))
                        .bytes(),
                Dns.answer(1, Dns.RESPONSE, name, Dns.AAAA)
                        .record(Dns.SAME, 46, 10, new byte[40])
                        .record(Dns.SAME, Dns.AAAA, 20, Dns.bytes("2001:db8::1"))
                        .bytes(),
                Dns.answer(65535, Dns.RESPONSE, "_ws._tcp.example.com", 33)
                        .srv(10, 0, 80, "app.example.com")
                        .record(Dns.SAME, 33, 10, HEX.parseHex("000a000000500361707005696e6e6572c016"))
                        .bytes(),
                Dns.answer(2, Dns.RESPONSE | 3, name, Dns.A).bytes(),
                Dns.answer(2, Dns.RESPONSE | 0x200, name, Dns.A).bytes());
    }

    @Test
    void damagedAnswers() throws InterruptedException {
        FuzzRun.of(DnsFuzzTest::fuzzerTestOneInput, seeds())
                .words(
                        "\300\14",
                        "\300\24",
                        "\77",
                        "\0",
                        "\0\1\0\1",
                        "\0\34\0\1",
                        "\0\5\0\1",
                        "\0\41",
                        "\377\377",
                        "\0\4",
                        "\3www")
                .run(20_000);
    }
}
