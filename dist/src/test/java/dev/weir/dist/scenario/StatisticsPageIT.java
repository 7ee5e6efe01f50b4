package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Scenario.UPGRADE;
import static dev.weir.dist.scenario.Scenario.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Frame;
import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.WeirServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The live page of {@code ws_stat} in a real browser. Screenshots are left in target/screenshots. */
class StatisticsPageIT {
    private static final String STATE = "document.getElementById('state').textContent";
    private static final String FACTS = "document.getElementById('facts').textContent";

    @RegisterExtension
    static final Browser browser = new Browser();

    private StubUpstream upstream;
    private WeirServer weir;

    @BeforeEach
    void start() {
        upstream = StubUpstream.echo();
        weir = WeirServer.of(configuration("@port@")).start();
        browser.appear(1280, 900, "light");
        browser.listen();
    }

    @AfterEach
    void stop() {
        try {
            browser.leavePageOf(weir.port());
        } finally {
            weir.close();
            upstream.close();
        }
    }

    private String configuration(String port) {
        return Scenario.http("""
                    server {
                        listen 127.0.0.1:%s;
                        server_name chat.example.com;
                        ws_log logs/ws.log;
                        location = /stat { ws_stat; }
                        location = /status { stub_status; }
                        location / { proxy_pass http://127.0.0.1:%d; %s }
                    }
                """.formatted(port, upstream.port(), UPGRADE));
    }

    private void open() {
        browser.open("http://127.0.0.1:" + weir.port() + "/stat");
        browser.await("Live", STATE);
    }

    private String json() {
        return PlainHttp.get(weir.port(), "/stat", "Accept: application/json").body();
    }

    /** A number of the statistics: text messages that clients have sent. */
    private long texts() {
        String json = json();
        int client = json.indexOf("\"client\":");
        int from = json.indexOf("\"text\":", client) + "\"text\":".length();
        return Long.parseLong(json.substring(from, json.indexOf(',', from)));
    }

    /** The same number as the page shows it, exact in the title. */
    private long shownTexts() {
        String shown = browser.eval("[...document.querySelectorAll('#opcodes-table tbody tr')]"
                + ".find(row => row.cells[0].textContent === 'text').cells[1].title.replaceAll(',', '')");
        return Long.parseLong(shown);
    }

    private static String shown(String key) {
        return "document.getElementById('now-" + key + "').dataset.text";
    }

    /** What the page says lies between what the JSON says before and after, over and over while the numbers move. */
    @Test
    void itsNumbersAreThoseOfTheJsonWhileTheyMove() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        Thread load;
        try (RawWebSocket client = RawWebSocket.open(weir.port(), "/ws")) {
            load = new Thread(
                    () -> {
                        while (!enough.get()) {
                            Scenario.echoOnce(client, Frame.TEXT, "hello");
                        }
                    },
                    "load");
            load.start();
            open();
            for (int i = 0; i < 4; i++) {
                long before = texts();
                soon().until(() -> shownTexts() >= before);
                long seen = shownTexts();
                assertTrue(seen <= texts(), "the page is ahead of the JSON");
                browser.await("1", shown("active"));
                assertTrue(!browser.eval(shown("messagesIn")).matches("0|–"), "no rate while messages pass");
            }
            enough.set(true);
            load.join(TimeUnit.SECONDS.toMillis(10));
            long all = texts();
            soon().until(() -> shownTexts() == all);
            browser.await("0", shown("messagesIn"));
            browser.await("0 B/s", shown("payloadOut"));
        }
        browser.await("0", shown("active"));
        browser.await("1", "document.querySelectorAll('#closes-table tbody tr').length");
    }

    /** The first paint shows numbers before any answer but the page itself has come. */
    @Test
    void theFirstPaintWaitsForNothing() {
        try (RawWebSocket client = RawWebSocket.open(weir.port(), "/ws")) {
            Scenario.echoOnce(client, Frame.TEXT, "hello");
            browser.open("http://127.0.0.1:" + weir.port() + "/stat");
            browser.await("1", shown("active"));
            assertEquals("1", Long.toString(shownTexts()));
            assertEquals("0", browser.eval("performance.getEntriesByType('resource').length"));
        }
    }

    @Test
    void clientsThatWereCutShowWithTheReason() {
        open();
        assertEquals("true", browser.eval("document.getElementById('clients').hidden"));
        Reloads.reload(weir, configuration("@port@").replace("server_name", "client_header_timeout 1s; server_name"));
        try (RawWebSocket silent = RawWebSocket.connect(weir.port())) {
            assertEquals(-1, silent.read());
        }
        String row = "document.querySelector('#clients-table tbody tr')?.textContent ?? ''";
        browser.await("true", "/^request's head late[1-9]/.test(" + row + ")");
        assertEquals("false", browser.eval("document.getElementById('clients').hidden"));
        browser.await("true", "/^of [1-9][0-9]* accepted$/.test(document.getElementById('clients-note').textContent)");
    }

    @Test
    void aReloadTakesThePageAlongAndLeavesNothingOfTheOldConfiguration() {
        open();
        Reloads.reload(weir, configuration("@port@") + "# another\n");
        browser.await("true", FACTS + ".includes('configuration 2')");
        browser.await("Live", STATE);
        soon().until(() -> json().contains("\"configuration\":{\"generation\":2,\"live\":1}"));
    }

    @Test
    void aGracefulEndDoesNotWaitForThePage() {
        open();
        long begun = System.nanoTime();
        weir.signal("QUIT");
        assertEquals(0, weir.awaitExit());
        assertTrue(System.nanoTime() - begun < Duration.ofSeconds(8).toNanos(), "waited for the page");
        browser.await("true", "['Reconnecting', 'No answer'].includes(" + STATE + ")");
        forgetRefusals();
    }

    /** Another process on the same port begins to count anew: no negative rate, and the page goes on. */
    @Test
    void afterARestartItGoesOn() {
        try (RawWebSocket client = RawWebSocket.open(weir.port(), "/ws")) {
            Scenario.echoOnce(client, Frame.TEXT, "hello");
            open();
            browser.await("1", shown("active"));
        }
        weir.stop();
        browser.await("true", "['Reconnecting', 'No answer'].includes(" + STATE + ")");
        try (WeirServer again =
                WeirServer.of(configuration(Integer.toString(weir.port()))).start()) {
            browser.await("Live", STATE);
            browser.await("0", shown("active"));
            browser.await("0", shown("messagesIn"));
            assertEquals("0", Long.toString(shownTexts()));
            String drawn = browser.eval("[...document.querySelectorAll('.plot path')].map(p => p.outerHTML).join()");
            assertTrue(!drawn.contains("NaN"), drawn);
            browser.open("about:blank");
            assertEquals(0, again.stop());
        }
        forgetRefusals();
    }

    /** The browser says of its own that a server it asked was not there: that was so. */
    private static void forgetRefusals() {
        List<String> rest = browser.complaints().stream()
                .filter(each -> !each.contains("ERR_CONNECTION_REFUSED")
                        && !each.contains("ERR_INCOMPLETE_CHUNKED_ENCODING")
                        && !each.contains("ERR_CONNECTION_RESET")
                        && !each.contains("ERR_EMPTY_RESPONSE"))
                .toList();
        assertEquals(List.of(), rest);
        browser.listen();
    }

    /** Nothing is sent to a page that nobody sees, and the number of viewers is that of those who look. */
    @Test
    void aHiddenPageIsSentNothing() {
        open();
        assertEquals(2, writing(), "the feed, and the question itself");
        browser.run("Object.defineProperty(document, 'hidden', { configurable: true, get: () => window.away });"
                + " window.away = true; document.dispatchEvent(new Event('visibilitychange'));");
        soon().atMost(Duration.ofSeconds(40)).until(() -> writing() == 1);
        browser.run("window.away = false; document.dispatchEvent(new Event('visibilitychange'));");
        soon().until(() -> writing() == 2);
        browser.await("Live", STATE);
        browser.click("#pause");
        browser.await("Paused", STATE);
        soon().until(() -> writing() == 1);
        browser.click("#pause");
        browser.await("Live", STATE);
    }

    private long writing() {
        String status = PlainHttp.get(weir.port(), "/status").body();
        return Long.parseLong(status.replaceAll("(?s).*Writing: (\\d+).*", "$1"));
    }

    @Test
    void whoChoosesColoursKeepsThem() {
        open();
        browser.appear(1280, 900, "dark");
        String ground = "getComputedStyle(document.body).backgroundColor";
        String dark = browser.eval(ground);
        browser.appear(1280, 900, "light");
        assertTrue(!browser.eval(ground).equals(dark), dark);
        browser.run(
                "const t = document.getElementById('theme'); t.value = 'dark'; t.dispatchEvent(new Event('change'));");
        assertEquals(dark, browser.eval(ground));
        open();
        assertEquals(dark, browser.eval(ground));
    }

    @Test
    void looksRightAtEachSizeAndInBothColours() throws IOException {
        try (RawWebSocket client = RawWebSocket.open(weir.port(), "/ws")) {
            open();
            Scenario.echoOnce(client, Frame.TEXT, "hello");
            browser.fits("statistics", new int[][] {{1280, 900}, {1000, 700}, {400, 800}});
        }
    }
}
