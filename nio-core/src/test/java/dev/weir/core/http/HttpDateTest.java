package dev.weir.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpDateTest {

    @ParameterizedTest
    @CsvSource({
        "'Sun, 06 Nov 1994 08:49:37 GMT', 784111777",
        "'Sunday, 06-Nov-94 08:49:37 GMT', 784111777",
        "'Sun Nov  6 08:49:37 1994', 784111777",
        "'Tue, 19 Jan 2038 03:14:08 GMT', 2147483648",
        "'Fri, 25 Feb 2174 09:42:23 GMT', 6442450943",
        "'Mon, 06 Nov 1994 08:49:37 GMT', 784111777",
        "'Sun, 06 Nov 1994 08:49:37', -1",
        "'Sun, 36 Nov 1994 08:49:37 GMT', -1",
        "yesterday, -1",
        "'', -1",
    })
    void readsAllThreeForms(String text, long second) {
        assertEquals(second, HttpDate.parse(text));
    }
}
