package dev.weir.core.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerHelloTest {
    private static final String RANDOM = "11".repeat(32);
    private static final String RETRY = "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c";
    private static final String VERSION = "002b00020304";
    private static final String PSK = "002900020000";

    private static String message(int type, String body) {
        return String.format("%02x%06x%s", type, body.length() / 2, body);
    }

    private static String record(int type, String body) {
        return String.format("%02x0303%04x%s", type, body.length() / 2, body);
    }

    private static String hello(String random, String extensions) {
        String end = extensions.isEmpty() ? "" : String.format("%04x%s", extensions.length() / 2, extensions);
        return message(2, "0303" + random + "02aabb" + "130100" + end);
    }

    /** What a word stands for. */
    private static String records(String word) {
        return switch (word) {
            case "modern" -> record(22, hello(RANDOM, VERSION));
            case "modern+psk" -> record(22, hello(RANDOM, VERSION + PSK));
            case "retry" -> record(22, hello(RETRY, VERSION));
            case "old" -> record(22, hello(RANDOM, "ff01000100"));
            case "bare" -> record(22, hello(RANDOM, ""));
            case "old+certificate" -> record(22, hello(RANDOM, "") + message(11, "000000"));
            case "old+ticket" -> record(22, hello(RANDOM, "") + message(4, "0000"));
            case "certificate" -> record(22, message(11, "000000"));
            case "change" -> record(20, "01");
            case "cut" -> record(22, hello(RANDOM, VERSION)).substring(0, 40);
            default -> throw new IllegalArgumentException(word);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "modern, false",
        "modern+psk, true",
        "retry change modern+psk, true",
        "retry change modern, false",
        "old certificate, false",
        "old change, true",
        "bare change, true",
        "old+certificate change, false",
        "old+ticket, true",
        "cut, false",
    })
    void aResumptionShows(String flight, boolean resumes) {
        ServerHello together = new ServerHello();
        ServerHello apart = new ServerHello();
        StringBuilder all = new StringBuilder();
        for (String word : flight.split(" ")) {
            all.append(records(word));
            apart.look(bytes(records(word)));
        }
        together.look(bytes(all.toString()));
        assertEquals(resumes, together.resumes(), "in one piece");
        assertEquals(resumes, apart.resumes(), "record by record");
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }
}
