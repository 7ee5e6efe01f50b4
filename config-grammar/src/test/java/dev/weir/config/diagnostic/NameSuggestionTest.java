package dev.weir.config.diagnostic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameSuggestionTest {
    private static final List<String> NAMES = List.of("index", "listen", "proxy_pass", "root", "server", "server_name");

    @ParameterizedTest
    @CsvSource({
        "proxy_pas, proxy_pass",
        "proxypass, proxy_pass",
        "porxy_pass, proxy_pass",
        "porxy_pasS, proxy_pass",
        "prxy_pas, proxy_pass",
        "prxy_pa,",
        "LISTEN, listen",
        "sever, server",
        "servers, server",
        "servername, server_name",
        "rot, root",
        "rto,",
        "gzip,",
        "'',"
    })
    void suggests(String name, String expected) {
        assertEquals(expected, NameSuggestion.among(name, NAMES).orElse(null));
    }
}
