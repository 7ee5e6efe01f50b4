package dev.weir.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostNameTest {

    @ParameterizedTest
    @CsvSource({
        "/, Example.COM, example.com",
        "/, a:8080, a",
        "/, a.:8080, a",
        "/, a., a",
        "/, [::1]:80, [::1]",
        "/, [2001:DB8::1], [2001:db8::1]",
        "/, '', ",
        "/, , ",
        "http://B:1/x, a, b",
        "http://b, , b"
    })
    void ofARequest(String target, String field, String host) throws HttpFault {
        Headers headers = field == null ? Headers.EMPTY : Headers.of("Host", field);
        RequestHead head = new RequestHead("", "GET", target, 1, headers, 0);
        assertEquals(host, HostName.of(head, RequestTarget.parse(target)));
    }
}
