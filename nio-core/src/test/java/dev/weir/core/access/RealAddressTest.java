package dev.weir.core.access;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.core.http.Peering;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RealAddressTest {
    private static final List<AddressRange> TRUSTED = List.of(
            AddressRange.of(AddressRange.literal("127.0.0.1")),
            AddressRange.of(AddressRange.literal("10.0.1.0"), 24),
            AddressRange.of(AddressRange.literal("2001:db8::"), 32));

    /** Several fields are told apart by {@code |}. */
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, '192.0.2.1', 192.0.2.1, 192.0.2.1",
        "127.0.0.1, '10.0.0.1, 192.0.2.1', 192.0.2.1, 192.0.2.1",
        "127.0.0.1, '192.0.2.1, 10.0.1.1, 127.0.0.1', 127.0.0.1, 192.0.2.1",
        "127.0.0.1, '10.0.1.1,,192.0.2.1 , 127.0.0.1 ,', 127.0.0.1, 192.0.2.1",
        "127.0.0.1, '192.0.2.1|127.0.0.1, 10.0.1.1', 10.0.1.1, 192.0.2.1",
        "127.0.0.1, '10.0.1.1|192.0.2.1|127.0.0.1', 127.0.0.1, 192.0.2.1",
        "127.0.0.1, '10.0.1.1', 10.0.1.1, 10.0.1.1",
        "127.0.0.1, 'unknown, 10.0.1.9', 10.0.1.9, 10.0.1.9",
        "127.0.0.1, 'unknown', '', ''",
        "127.0.0.1, '', '', ''",
        "192.0.2.9, '192.0.2.1', '', ''",
        "127.0.0.1, '[2001:db8::1]:443', 2001:db8::1:443, 2001:db8::1:443",
        "127.0.0.1, '192.0.2.1:8080', 192.0.2.1:8080, 192.0.2.1:8080",
        "127.0.0.1, '192.0.2.1:x', '', ''",
        "127.0.0.1, '192.0.2.1:65536', '', ''",
        "127.0.0.1, '[::1', '', ''",
        "127.0.0.1, '[]:1', '', ''",
        "127.0.0.1, ':1', '', ''",
        "127.0.0.1, '20:::7', '', ''",
        "127.0.0.1, '1:2:3:4:5:6:7:8:80', '', ''",
    })
    void goesBackAsFarAsItTrusts(String peer, String fields, String last, String recursive) {
        assertEquals(last, found(peer, fields, false));
        assertEquals(recursive, found(peer, fields, true));
    }

    private static String found(String peer, String fields, boolean recursive) {
        ForwardedAddress found = ForwardedAddress.find(
                AddressRange.literal(peer).getAddress(), List.of(fields.split("\\|")), TRUSTED, recursive);
        return found == null ? "" : Peering.text(found.address()) + (found.port() < 0 ? "" : ":" + found.port());
    }
}
