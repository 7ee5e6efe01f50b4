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

    /** As they stand in the guides of many years, in packages and in nginx's own documentation. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "EECDH+ECDSA+AESGCM EECDH+aRSA+AESGCM EECDH+ECDSA+SHA384 !aNULL !eNULL !LOW !3DES !MD5",
                "ALL:!aNULL:!EXPORT56:RC4+RSA:+HIGH:+MEDIUM:+LOW:+SSLv2:+EXP",
                "EECDH+CHACHA20:EECDH+AES128:RSA+AES128:EECDH+AES256:RSA+AES256:EECDH+3DES:RSA+3DES:!MD5",
                "kEECDH+AES128:kEECDH:kEDH:-3DES:kRSA+AES128:kEDH+3DES:DES-CBC3-SHA:!RC4:!aNULL:!PSK:!SSLv2",
                "ECDHE-RSA-AES256-GCM-SHA384:!aECDH:!EDH-DSS-DES-CBC3-SHA:!KRB5-DES-CBC3-SHA",
                "TLS13-AES-256-GCM-SHA384:TLS13+HIGH:EECDH+CHACHA20",
                "HIGH:!kGOST18:!aGOST12:!GOST12:!GOST2012",
                "TLSv1.2:!CBC",
                "PROFILE=SYSTEM",
                "DEFAULT@SECLEVEL=1",
                "HIGH:!aNULL:@SECLEVEL=0"
            })
    void listsInUseAreTaken(String list) {
        assertFalse(read(list).isEmpty());
        assertTrue(read(list).stream().noneMatch(suite -> suite.contains("DES-CBC3") && list.contains("!3DES")));
    }

    @Test
    void cbcIsAWord() {
        assertTrue(read("ALL:!CBC").stream().allMatch(s -> s.contains("GCM") || s.contains("CHACHA20")));
    }

    @Test
    void strengthPutsLongKeysFirst() {
        assertEquals(
                List.of("AES256-SHA", "ECDHE-RSA-CHACHA20-POLY1305", "AES128-SHA", "ECDHE-RSA-AES128-GCM-SHA256"),
                read("AES128-SHA:AES256-SHA:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-CHACHA20-POLY1305@STRENGTH"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HIGH:WRONG", "CAMELLIA", "!ALL", "TLS_AES_128_GCM_SHA256", "high", "HIGH:!3DSE"})
    void whatMeansNothingIsRefused(String list) {
        assertThrows(IllegalArgumentException.class, () -> CipherList.read(list));
    }
}
