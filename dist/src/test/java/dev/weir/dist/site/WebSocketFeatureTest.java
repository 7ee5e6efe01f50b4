package dev.weir.dist.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.config.diagnostic.CaretRenderer;
import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.directive.Catalog;
import dev.weir.config.scope.Binder;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Source;
import dev.weir.config.syntax.SyntaxReader;
import dev.weir.core.http.Headers;
import dev.weir.core.http.RequestHead;
import dev.weir.core.ws.WsOptions;
import dev.weir.core.ws.WsOptions.Allowance;
import dev.weir.core.ws.WsOptions.Full;
import dev.weir.core.ws.WsOptions.MessageSize;
import dev.weir.core.ws.WsOptions.Ping;
import dev.weir.core.ws.WsOptions.Rate;
import dev.weir.core.ws.WsOptions.SendQueue;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WebSocketFeatureTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** What a location with these directives demands, inside of a server with those. */
    private static WsOptions options(String server, String location) {
        Diagnostics diagnostics = new Diagnostics();
        Catalog catalog = new Catalog(List.of(new HttpFeature(), new WebSocketFeature()));
        Source source = new Source("t.conf", "http { server { " + server + " location / { " + location + " } } }");
        Scope main = Binder.bind(SyntaxReader.read(source, diagnostics), catalog, diagnostics);
        assertTrue(diagnostics.all().isEmpty(), () -> CaretRenderer.render(diagnostics));
        Scope http = main.blocks(HttpFeature.HTTP_BLOCK).get(0);
        Scope inner = http.blocks(HttpFeature.SERVER_BLOCK).get(0);
        return WebSocketFeature.options(inner.blocks(HttpFeature.LOCATION_BLOCK).get(0));
    }

    private static WsOptions options(String location) {
        return options("", location);
    }

    @Test
    void whatIsNotSaidStaysOpen() {
        assertEquals(WsOptions.DEFAULTS, options(""));
        assertNull(options("").origin());
        assertEquals(1024 * 1024, options("").sendQueue().bytes());
        assertEquals(65_536, options("").sendQueue().bytes(65_536));
        assertEquals(7, options("").messageSize().client(7));
        assertFalse(options("").rate().isLimited());
    }

    @Test
    void readsTheIdleTimeout() {
        assertEquals(Duration.ofMinutes(10), options("ws_idle_timeout 10m;").idleTimeout());
        assertEquals(SECOND, options("ws_idle_timeout 1;").idleTimeout());
        assertEquals(Duration.ofDays(36_500), options("ws_idle_timeout off;").idleTimeout());
        assertEquals(Duration.ofDays(36_500), options("ws_idle_timeout 0;").idleTimeout());
    }

    @Test
    void readsPings() {
        assertEquals(
                new Ping(true, false, Duration.ofSeconds(30), Duration.ofSeconds(10)),
                options("ws_ping client interval=30s timeout=10s;").ping());
        assertEquals(
                new Ping(false, true, Duration.ofMillis(500), Duration.ZERO),
                options("ws_ping upstream interval=500ms;").ping());
        assertEquals(
                new Ping(true, true, MINUTE, SECOND),
                options("ws_ping both timeout=1s interval=1m;").ping());
        assertEquals(
                new Ping(false, false, Duration.ZERO, Duration.ZERO),
                options("ws_ping both interval=1s;", "ws_ping off;").ping());
    }

    @Test
    void readsMessageSizes() {
        assertEquals(
                new MessageSize(65_536, 65_536),
                options("ws_max_message_size 64k;").messageSize());
        assertEquals(new MessageSize(0, 0), options("ws_max_message_size off;").messageSize());
        assertEquals(
                new MessageSize(1024, 1 << 20),
                options("ws_max_message_size 1k upstream=1m;").messageSize());
        assertEquals(
                new MessageSize(2048, 0),
                options("ws_max_message_size 1k upstream=off client=2k;").messageSize());
        assertEquals(3L << 30, options("ws_max_message_size 3g;").messageSize().client(0));
    }

    @Test
    void readsSendQueues() {
        assertEquals(new SendQueue(65_536, null), options("ws_send_queue 64k;").sendQueue());
        assertEquals(
                new SendQueue(1, Full.CLOSE),
                options("ws_send_queue 1 full=close;").sendQueue());
        assertEquals(
                new SendQueue(1, Full.DROP),
                options("ws_send_queue 1 full=drop;").sendQueue());
        assertEquals(
                new SendQueue(1, Full.PAUSE),
                options("ws_send_queue 1 full=pause;").sendQueue());
    }

    @Test
    void readsRates() {
        assertEquals(
                new Rate(new Allowance(10, SECOND, 20), new Allowance(65_536, SECOND, 65_536), false),
                options("ws_limit_rate messages=10/s bytes=64k/s burst=20 action=delay;")
                        .rate());
        assertEquals(
                new Rate(new Allowance(600, MINUTE, 600), Allowance.NONE, true),
                options("ws_limit_rate action=close messages=600/m;").rate());
        assertEquals(
                new Rate(Allowance.NONE, new Allowance(4L << 20, MINUTE, 4L << 20), false),
                options("ws_limit_rate bytes=4m/m;").rate());
        assertFalse(options("ws_limit_rate messages=1/s;", "ws_limit_rate off;")
                .rate()
                .isLimited());
    }

    @Test
    void readsOrigins() {
        WsOptions options = options("ws_origin any;", "ws_origin same *.example.com;");
        assertTrue(options.origin().admits(from("http://gateway.test")));
        assertTrue(options.origin().admits(from("https://www.example.com")));
        assertFalse(options.origin().admits(from("https://example.com")));
        assertTrue(options("ws_origin any;").origin().isAny());
    }

    private static RequestHead from(String origin) {
        Headers headers = Headers.of("Host", "gateway.test", "Origin", origin);
        return new RequestHead("GET / HTTP/1.1", "GET", "/", 1, headers, 0);
    }
}
