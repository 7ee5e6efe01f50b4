package dev.weir.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TroubleTest {
    @ParameterizedTest
    @CsvSource({
        "Connection refused, connect() failed (111: Connection refused) while connecting to upstream",
        "Connection reset,   connect() failed (104: Connection reset by peer) while connecting to upstream",
        "something else,     connect() failed (something else) while connecting to upstream",
    })
    void speaksAsNginxDoes(String jdk, String expected) {
        assertEquals(expected, Trouble.connecting(new IOException(jdk)));
    }

    @Test
    void tellsSendingFromReading() {
        assertEquals(
                "send() failed (32: Broken pipe) while sending request to upstream",
                Trouble.waiting(new IOException("Broken pipe")));
        assertEquals(
                "recv() failed (104: Connection reset by peer) while reading response header from upstream",
                Trouble.waiting(new IOException("Connection reset")));
        assertEquals("recv() failed while reading response header from upstream", Trouble.waiting(null));
    }
}
