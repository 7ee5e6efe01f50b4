package dev.weir.dist.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.WeirServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code geo} and {@code split_clients} from the configuration to the answer. */
class GeoIT {
    private static WeirServer weir;

    @BeforeAll
    static void start() {
        weir = WeirServer.of("""
                http {
                    geo $client { default no; 127.0.0.0/8 loopback; }
                    geo $arg_ip $asked {
                        default no; 192.0.2.0/24 test; 192.0.2.9 host; 2001:db8::/32 six; delete 192.0.2.9;
                    }
                    geo $arg_ip $range { ranges; default no; 10.0.0.0-10.0.0.9 a; 10.0.0.3-10.0.0.4 b; }
                    geo $behind { default no; proxy 127.0.0.1; 192.0.2.0/24 test; 127.0.0.0/8 loopback; }
                    geo $deep {
                        proxy_recursive; default no; proxy 127.0.0.0/8; 192.0.2.0/24 test; 127.0.0.0/8 loopback;
                    }
                    split_clients $arg_ip $all { 100% yes; }
                    split_clients $arg_ip $rest { 0.01% few; * rest; }
                    server { listen 127.0.0.1:@port@;
                        location /asked { return 200 "$client $asked $range $all $rest"; }
                        location /behind { return 200 "$behind $deep"; }
                    }
                }
                """).start();
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, loopback test no yes rest",
        "192.0.2.9, loopback test no yes rest",
        "::ffff:192.0.2.7, loopback test no yes rest",
        "2001:db8::1, loopback six no yes rest",
        "10.0.0.2, loopback no a yes rest",
        "10.0.0.3, loopback no b yes rest",
        "10.0.0.10, loopback no no yes rest",
        "nonsense, loopback no no yes rest"
    })
    void choosesByAddress(String ip, String values) {
        assertEquals(values, PlainHttp.get(weir.port(), "/asked?ip=" + ip).body());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.1 | test test",
                "10.0.0.1 | no no",
                "10.0.0.1, 192.0.2.1 | test test",
                "192.0.2.1, 127.0.0.2 | loopback test",
                "nonsense | loopback loopback"
            })
    void believesItsProxies(String forwarded, String values) {
        assertEquals(
                values,
                PlainHttp.get(weir.port(), "/behind", "X-Forwarded-For: " + forwarded)
                        .body());
    }
}
