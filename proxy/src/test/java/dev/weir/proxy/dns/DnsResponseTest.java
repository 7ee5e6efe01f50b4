package dev.weir.proxy.dns;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DnsResponseTest {
    private static final String NAME = "www.example.com";

    private static Dns good() {
        return Dns.answer(7, Dns.RESPONSE, "WWW.Example.com", Dns.A)
                .cname("edge.example.net", 300)
                .a("192.0.2.1", 60)
                .record(Dns.name("edge.example.net"), Dns.A, 90, Dns.bytes("192.0.2.2"));
    }

    @Test
    void addressesCnameAndTheShortestTimeAreRead() throws DnsException {
        DnsResponse read = DnsResponse.read(good().bytes(), false);
        assertEquals(7, read.id());
        assertEquals(0, read.code());
        assertEquals(NAME, read.name(), "names are compared in small letters");
        assertEquals(DnsType.A, read.type());
        assertEquals(2, read.addresses().size());
        assertArrayEquals(new byte[] {(byte) 192, 0, 2, 2}, read.addresses().get(1));
        assertEquals("edge.example.net", read.cname());
        assertEquals(60, read.ttlSeconds());
    }

    @Test
    void aTimeWithTheHighestBitCountsAsZero() throws DnsException {
        byte[] message = Dns.answer(1, Dns.RESPONSE, NAME, Dns.A)
                .a("192.0.2.1", 0xffff_ffffL)
                .bytes();
        assertEquals(0, DnsResponse.read(message, false).ttlSeconds());
    }

    @Test
    void otherRecordsAreSkipped() throws DnsException {
        byte[] message = Dns.answer(1, Dns.RESPONSE, NAME, Dns.AAAA)
                .record(Dns.SAME, 46, 10, new byte[40])
                .record(Dns.SAME, Dns.AAAA, 20, Dns.bytes("2001:db8::1"))
                .bytes();
        DnsResponse read = DnsResponse.read(message, false);
        assertEquals(1, read.addresses().size());
        assertEquals(16, read.addresses().get(0).length);
    }

    @Test
    void aTruncatedAnswerHasNoRecordsAndMayNotComeByTcp() throws DnsException {
        byte[] message = Dns.answer(1, Dns.RESPONSE | Dns.TRUNCATED, NAME, Dns.A)
                .a("192.0.2.1", 60)
                .bytes();
        DnsResponse read = DnsResponse.read(message, false);
        assertTrue(read.truncated());
        assertEquals(List.of(), read.addresses());
        assertThrows(DnsException.class, () -> DnsResponse.read(message, true));
    }

    @Test
    void codesAreTold() throws DnsException {
        assertEquals(
                3,
                DnsResponse.read(Dns.answer(1, Dns.RESPONSE | 3, NAME, Dns.A).bytes(), false)
                        .code());
        DnsResponse unread =
                DnsResponse.read(Dns.answer(1, Dns.RESPONSE | 1, NAME, Dns.A).bytes(), false);
        assertTrue(unread.isBeyondUse());
        assertNull(unread.type());
    }

    static Stream<Arguments> wrong() {
        byte[] loop = {(byte) 0xc0, 33};
        return Stream.of(
                Arguments.of(
                        "a query", Dns.answer(1, 0x0100, NAME, Dns.A).bytes(), "invalid UDP DNS response 1 fl:0100"),
                Arguments.of(
                        "another operation",
                        Dns.answer(1, 0x9180, NAME, Dns.A).bytes(),
                        "invalid UDP DNS response 1 fl:9180"),
                Arguments.of(
                        "another type",
                        Dns.answer(1, Dns.RESPONSE, NAME, 15).bytes(),
                        "unknown query type 15 in DNS response"),
                Arguments.of(
                        "a short address",
                        Dns.answer(1, Dns.RESPONSE, NAME, Dns.A)
                                .record(Dns.SAME, Dns.A, 1, new byte[3])
                                .bytes(),
                        "invalid A record in DNS response"),
                Arguments.of(
                        "an address of the other kind",
                        Dns.answer(1, Dns.RESPONSE, NAME, Dns.AAAA)
                                .a("192.0.2.1", 1)
                                .bytes(),
                        "unexpected A record in DNS response"),
                Arguments.of(
                        "a name that points at itself",
                        Dns.answer(1, Dns.RESPONSE, NAME, Dns.A)
                                .record(loop, Dns.A, 1, new byte[4])
                                .bytes(),
                        "compression pointers loop in DNS response"),
                Arguments.of(
                        "a pointer behind the end",
                        Dns.answer(1, Dns.RESPONSE, NAME, Dns.A)
                                .record(new byte[] {(byte) 0xff, (byte) 0xff}, Dns.A, 1, new byte[4])
                                .bytes(),
                        "short DNS response"),
                Arguments.of(
                        "a label of no known kind",
                        Dns.answer(1, Dns.RESPONSE, NAME, Dns.A)
                                .record(new byte[] {0x40, 0}, Dns.A, 1, new byte[4])
                                .bytes(),
                        "invalid label type in DNS response"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void wrong(String title, byte[] message, String complaint) {
        assertEquals(
                complaint,
                assertThrows(DnsException.class, () -> DnsResponse.read(message, false))
                        .getMessage());
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] whole = good().bytes();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(DnsException.class, () -> DnsResponse.read(cut, false), "cut to " + length);
        }
    }

    @Test
    void noBytesBreakTheReader() {
        Random random = new Random(42);
        int read = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] message = good().bytes();
            for (int changes = random.nextInt(6); changes >= 0; changes--) {
                message[random.nextInt(message.length)] = (byte) random.nextInt();
            }
            try {
                DnsResponse response = DnsResponse.read(message, false);
                assertFalse(response.addresses().stream().anyMatch(a -> a.length != 4 && a.length != 16));
                read++;
            } catch (DnsException e) {
                assertFalse(e.getMessage().isEmpty());
            }
        }
        assertTrue(read > 1000, "the changes leave some messages readable");
    }

    @Test
    void aQueryIsWrittenAsTheStandardSays() {
        // id 0x0102, recursion desired, one question; 1 a 2 bc 0, type AAAA, class IN
        assertArrayEquals(
                new byte[] {1, 2, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 'a', 2, 'b', 'c', 0, 0, 28, 0, 1},
                DnsQuery.of(0x0102, "a.bc", DnsType.AAAA));
    }

    @Test
    void namesThatNobodyCanAnswerAreNotAsked() {
        for (String name : List.of("", ".", "a..b", ".a", "a".repeat(64), ("a.").repeat(600) + "b")) {
            assertFalse(DnsQuery.isAskable(DnsQuery.normal(name)), name);
        }
        assertTrue(DnsQuery.isAskable(DnsQuery.normal("Example.COM.")));
    }
}
