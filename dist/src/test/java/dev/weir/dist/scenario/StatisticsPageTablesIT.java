package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Scenario.UPGRADE;
import static dev.weir.dist.scenario.Scenario.echoOnce;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Frame;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.WeirServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The tables of traffic of the statistics page: tabs, sorting, finding, and names that others have chosen. */
class StatisticsPageTablesIT {
    private static final int RIGHT = 39;
    private static final String NAMES =
            "[...document.querySelectorAll('#traffic-table tbody th')].map(each => each.textContent).join(', ')";

    @RegisterExtension
    static final Browser browser = new Browser();

    private final List<RawWebSocket> clients = new ArrayList<>();
    private StubUpstream upstream;
    private WeirServer weir;

    @BeforeEach
    void start() {
        upstream = StubUpstream.echo();
        weir = WeirServer.of(configuration()).start();
        browser.appear(1280, 900, "light");
        browser.listen();
    }

    @AfterEach
    void stop() {
        try {
            browser.leavePageOf(weir.port());
        } finally {
            clients.forEach(RawWebSocket::close);
            weir.close();
            upstream.close();
        }
    }

    private String configuration() {
        return Scenario.http("""
                    ws_stat_zone keys key=$http_x_api_key max=2;
                    upstream backend { server 127.0.0.1:%d; }
                    server {
                        listen 127.0.0.1:@port@;
                        server_name chat.example.com;
                        location = /stat { ws_stat html; }
                        location /tea { proxy_pass http://backend; %s }
                        location /end { websocket hello=off; }
                    }
                """.formatted(upstream.port(), UPGRADE));
    }

    private RawWebSocket connect(String uri, String... fields) {
        RawWebSocket client = RawWebSocket.open(weir.port(), uri, fields);
        clients.add(client);
        return client;
    }

    private void open(String names) {
        browser.open("http://127.0.0.1:" + weir.port() + "/stat");
        browser.await(names, NAMES);
    }

    /** The exact number in the title of a cell. */
    private static String cell(String name, int column) {
        return "[...document.querySelectorAll('#traffic-table tbody tr')].find(row => row.cells[0].textContent === '"
                + name + "').cells[" + column + "].title";
    }

    @Test
    void theTabsShowServersLocationsUpstreamsAndZones() {
        RawWebSocket tea = connect("/tea");
        for (int i = 0; i < 3; i++) {
            echoOnce(tea, Frame.TEXT, "0123456789");
        }
        connect("/end").send(Frame.fromClient(Frame.TEXT, "hello"));
        String server = "chat.example.com:" + weir.port();
        open(server);
        browser.await("4", cell(server, 6));
        browser.click("#tab-locations");
        browser.await("3", cell(server + "  /tea", 6));
        browser.await("30", cell(server + "  /tea", 9));
        browser.await("5", cell(server + "  /end", 8));
        // A row of tabs is one stop of the Tab key; the arrows lead along it.
        browser.press("ArrowRight", RIGHT);
        browser.await("backend  127.0.0.1:" + upstream.port(), NAMES);
        assertEquals("tab-peers", browser.eval("document.activeElement.id"));
        assertEquals("true", browser.eval("document.activeElement.ariaSelected"));
    }

    @Test
    void sortsAndFinds() {
        echoOnce(connect("/tea", "X-Api-Key: acme"), Frame.TEXT, "0123456789");
        RawWebSocket busy = connect("/tea", "X-Api-Key: busy");
        echoOnce(busy, Frame.TEXT, "0");
        echoOnce(busy, Frame.TEXT, "0");
        connect("/tea", "X-Api-Key: more");
        open("chat.example.com:" + weir.port());
        browser.click("#tab-zone");
        browser.await("2 of 2 keys, 1 beyond share \"other\"", "document.getElementById('traffic-note').textContent");
        browser.click("#traffic-table thead tr:last-child th:nth-child(7) button");
        browser.await("busy, acme, other", NAMES);
        browser.click("#traffic-table thead tr:last-child th:nth-child(9) button");
        browser.await("acme, busy, other", NAMES);
        browser.click("#traffic-find");
        browser.type("US");
        browser.await("busy", NAMES);
        browser.type("!");
        browser.await("Nothing has \"us!\" in its name.", "document.getElementById('traffic-left').textContent");
    }

    /** What a client calls itself is a text in the page, whatever it looks like, at the first paint and after it. */
    @Test
    void aNameIsNoMarkup() {
        String evil = "</script><img src=x onerror=document.title='gotcha'>";
        echoOnce(connect("/tea", "X-Api-Key: " + evil), Frame.TEXT, "hello");
        open("chat.example.com:" + weir.port());
        browser.click("#tab-zone");
        browser.await(evil + ", other", NAMES);
        echoOnce(connect("/tea", "X-Api-Key: <b>second</b>"), Frame.TEXT, "hello");
        browser.await("true", "(" + NAMES + ").includes('<b>second</b>')");
        assertEquals("0", browser.eval("document.querySelectorAll('#traffic-table b, #traffic-table img').length"));
        assertTrue(browser.eval("document.title").endsWith("Weir"));
    }
}
