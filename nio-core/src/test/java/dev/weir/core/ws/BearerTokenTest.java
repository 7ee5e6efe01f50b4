package dev.weir.core.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.core.http.Headers;
import dev.weir.core.http.RequestHead;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BearerTokenTest {
    private static final List<TokenForm> FORMS = Stream.of("bearer", "auth.", "base64url.bearer.authorization.k8s.io.")
            .map(TokenForm::new)
            .toList();

    /** What clients send, the token in it, the marker, and what is left. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "chat                                                           | ''    | -      | chat",
                "bearer, eyJ.x-_                                                | eyJ.x-_ | bearer | ''",
                "chat, bearer, tok, superchat                                   | tok   | bearer | chat superchat",
                "auth.tok, chat                                                 | tok   | -      | chat",
                "base64url.bearer.authorization.k8s.io.dG9rZW4, base64.k8s.io   | token | -      | base64.k8s.io",
                "base64url.bearer.authorization.k8s.io.dG9rZW4=                 | token | -      | ''",
                "base64url.bearer.authorization.k8s.io.!!, v4                   | ''    | -      | v4",
                // Decoded: CR LF in the midst.
                "base64url.bearer.authorization.k8s.io.YQ0KYg, v4               | ''    | -      | v4",
                "bearer                                                         | ''    | bearer | ''",
                "auth.                                                          | ''    | -      | auth.",
                "Bearer, tok                                                    | ''    | -      | Bearer tok",
                "auth.one, auth.two, chat                                       | one   | -      | chat",
                "' , ,, bearer ,, tok ,'                                        | tok   | bearer | ''",
            })
    void finds(String sent, String token, String marker, String left) {
        BearerToken found = BearerToken.find(FORMS, List.of(sent));
        assertEquals(token, found.token());
        assertEquals(marker, found.marker());
        assertEquals(left, String.join(" ", found.others()));
    }

    @Test
    void theListMayStandInSeveralFields() {
        BearerToken found = BearerToken.find(FORMS, List.of("chat, bearer", "tok", "more"));
        assertEquals("tok", found.token());
        RequestHead head = new RequestHead(
                "GET / HTTP/1.1",
                "GET",
                "/",
                1,
                Headers.of(
                        "Host",
                        "a",
                        "sec-websocket-protocol",
                        "chat, bearer",
                        "X",
                        "y",
                        BearerToken.FIELD,
                        "tok, more"),
                0);
        assertEquals(
                Headers.of("Host", "a", "sec-websocket-protocol", "chat, more", "X", "y"),
                found.without(head).headers());
        BearerToken alone = BearerToken.find(FORMS, List.of("bearer, tok"));
        assertFalse(alone.without(head).headers().has(BearerToken.FIELD));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a b", "a,b", "näme", "a/b"})
    void aNameIsThatOfASubprotocol(String name) {
        assertThrows(IllegalArgumentException.class, () -> new TokenForm(name));
    }
}
