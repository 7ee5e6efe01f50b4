package dev.weir.core.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CipherListTest {
    private static List<String> read(String list) {
        return CipherList.read(list).stream().map(CipherNames::openssl).toList();
    }

    @Test
    void namesAreTakenInTheirOrder() {
        assertEquals(
                List.of("ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-CHACHA20-POLY1305", "AES256-SHA"),
                read("ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305:AES256-SHA"));
    }

    @Test
    void mozillasIntermediateListIsWhole() {
        String list = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
                + "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"
                + "DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384:DHE-RSA-CHACHA20-POLY1305";
        assertEquals(list, String.join(":", read(list)));
    }

    @Test
    void operatorsBanRemoveAndMove() {
        assertTrue(read("HIGH:!aNULL:!MD5").contains("ECDHE-RSA-AES256-GCM-SHA384"));
        assertFalse(read("ALL:!RSA").contains("AES128-SHA"));
        assertFalse(read("ALL:!AES:AES").contains("AES128-SHA"), "what is banned stays banned");
        assertTrue(read("ALL:-AES:AES").contains("AES128-SHA"), "what is removed may come back");
        List<String> moved = read("ECDHE+AESGCM:+AES128");
        assertTrue(moved.get(moved.size() - 1).contains("AES128"), moved.toString());
        assertTrue(read("ECDHE+AESGCM").stream().allMatch(s -> s.startsWith("ECDHE-") && s.contains("GCM")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HIGH:WRONG", "CAMELLIA", "!ALL", "TLS_AES_128_GCM_SHA256"})
    void whatMeansNothingIsRefused(String list) {
        assertThrows(IllegalArgumentException.class, () -> CipherList.read(list));
    }
}
