package dev.weir.core.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.weir.core.http.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeflateAgreementTest {
    private static final String BOTH = "; server_no_context_takeover; client_no_context_takeover";

    private static String answer(boolean takeover, String... fields) {
        Headers.Builder headers = Headers.builder().add("Host", "a");
        for (String field : fields) {
            headers.add("sec-websocket-extensions", field);
        }
        DeflateAgreement agreement = DeflateAgreement.of(headers.build(), takeover);
        return agreement == null ? null : agreement.header();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "permessage-deflate | permessage-deflate",
                "permessage-deflate; client_max_window_bits | permessage-deflate",
                "permessage-deflate; client_max_window_bits=8 | permessage-deflate",
                "permessage-deflate; client_max_window_bits=\"1\\0\" | permessage-deflate",
                "permessage-deflate; server_no_context_takeover | permessage-deflate; server_no_context_takeover",
                "permessage-deflate; client_no_context_takeover | permessage-deflate; client_no_context_takeover",
                "permessage-deflate; server_max_window_bits=15 | permessage-deflate; server_max_window_bits=15",
                "permessage-deflate; server_max_window_bits=\"15\" | permessage-deflate; server_max_window_bits=15",
                "permessage-deflate; server_max_window_bits=9"
                        + " | permessage-deflate; server_no_context_takeover; server_max_window_bits=9",
                "' permessage-deflate\t;  server_max_window_bits = 8 ,'"
                        + " | permessage-deflate; server_no_context_takeover; server_max_window_bits=8",
                // The second offer, after one that is declined.
                "permessage-deflate; server_max_window_bits=7, permessage-deflate | permessage-deflate",
                "permessage-deflate; mode=fast, permessage-deflate; client_no_context_takeover"
                        + " | permessage-deflate; client_no_context_takeover",
                "x-webkit-deflate-frame, bbf-usp-protocol; eid=\"doc\", permessage-deflate | permessage-deflate",
            })
    void answersWithTakeover(String field, String expected) {
        assertEquals(expected, answer(true, field));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate",
                "permessage-deflate; client_max_window_bits",
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
            })
    void withoutTakeoverNeitherSideHasIt(String field) {
        assertEquals("permessage-deflate" + BOTH, answer(false, field));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "permessage-bzip2",
                "Permessage-Deflate",
                "permessage-deflate; unknown",
                "permessage-deflate; server_no_context_takeover=1",
                "permessage-deflate; client_no_context_takeover=true",
                "permessage-deflate; server_max_window_bits",
                "permessage-deflate; server_max_window_bits=7",
                "permessage-deflate; server_max_window_bits=16",
                "permessage-deflate; server_max_window_bits=010",
                "permessage-deflate; server_max_window_bits=+9",
                "permessage-deflate; client_max_window_bits=16",
                "permessage-deflate; client_max_window_bits=ten",
                "permessage-deflate; server_max_window_bits=9; server_max_window_bits=9",
                "permessage-deflate; client_max_window_bits; client_max_window_bits=10",
                "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
            })
    void declines(String field) {
        assertNull(answer(true, field));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ";",
                "permessage-deflate;",
                "permessage-deflate; =",
                "permessage-deflate; server_max_window_bits=",
                "permessage-deflate; server_max_window_bits=\"\"",
                "permessage-deflate; server_max_window_bits=\"10",
                "permessage-deflate; server_max_window_bits=\"1 0\"",
                "permessage-deflate; server_max_window_bits=\"10\\",
                "permessage-deflate; server_max_window_bits=\"10\"0",
                "permessage-deflate x",
                "permessage-deflate, @",
                "permessage-deflate, \u00e9",
                "permessage-deflate\u0001",
            })
    void aFieldThatBreaksTheGrammarIsNoOffer(String field) {
        assertNull(answer(true, field));
        assertNull(answer(true, "permessage-deflate", field), "whatever else stands in another field");
    }

    @Test
    void severalFieldsAreOneList() {
        assertEquals(
                "permessage-deflate; server_no_context_takeover",
                answer(
                        true,
                        "permessage-deflate; server_max_window_bits=99",
                        "other, permessage-deflate; server_no_context_takeover"));
        assertNull(answer(true));
    }

    @Test
    void aNarrowWindowBoundsWhatWeCompressTogether() {
        assertEquals(256, new DeflateAgreement(false, true, 8).stretch());
        assertEquals(16384, new DeflateAgreement(false, true, 14).stretch());
        assertEquals(Long.MAX_VALUE, new DeflateAgreement(true, true, 15).stretch());
        assertEquals(Long.MAX_VALUE, new DeflateAgreement(true, true, 0).stretch());
    }
}
