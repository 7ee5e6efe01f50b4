package dev.weir.dist.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.WeirServer;
import org.junit.jupiter.api.Test;

/** {@code try_files} from the configuration to the answer. */
class TryFilesIT {

    @Test
    void servesWhatIsThereAndGoesOnElse() {
        String configuration = "http { server { listen 127.0.0.1:@port@;"
                + " location / { try_files $uri $uri.html @else; } location @else { return 200 else; }"
                + " location /code { try_files $uri $uri/ =410; } } }";
        try (WeirServer weir =
                WeirServer.of(configuration).file("html/a.html", "page").start()) {
            assertEquals("page", PlainHttp.get(weir.port(), "/a.html").body());
            assertEquals("page", PlainHttp.get(weir.port(), "/a").body());
            assertEquals("else", PlainHttp.get(weir.port(), "/b").body());
            assertEquals(410, PlainHttp.get(weir.port(), "/code").status());
        }
    }
}
