package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Scenario.example;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Distribution;
import dev.weir.testkit.WeirServer;
import dev.weir.testkit.WsStat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** examples/push.conf and its page, in a real browser. Screenshots are left in target/screenshots. */
class PushPageIT {
    private static final Path SCREENSHOTS =
            Path.of(System.getProperty("weir.home")).resolveSibling("screenshots");
    private static final int TAB = 9;
    private static final int ENTER = 13;
    private static final String STATE = "document.getElementById('state').textContent";
    private static final String URL = "document.querySelector('#urls code')?.textContent ?? ''";
    private static final String NEWEST =
            "[...document.querySelectorAll('#messages li:first-child :is(.kind, pre)')].map(e => e.textContent).join(' ')";

    @TempDir
    private static Path folder;

    private static Browser browser;

    private WeirServer weir;

    @BeforeAll
    static void startBrowser() throws IOException {
        browser = Browser.start(folder);
    }

    @AfterAll
    static void stopBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void start() {
        String text = example("push.conf").replace("8080", "@port@").replace("8081", "@push@");
        weir = WeirServer.of(text)
                .file("examples/push/index.html", example("push/index.html"))
                .start();
        browser.appear(1280, 800, "light");
    }

    @AfterEach
    void stop() {
        weir.close();
    }

    private void open(String target, String state) {
        browser.open("http://127.0.0.1:" + weir.port() + target);
        browser.await(state, STATE);
        browser.await("true", "(" + URL + ").startsWith('http://')");
    }

    private PushUrl shownUrl() {
        return new PushUrl(browser.eval(URL));
    }

    @Test
    void whatIsPostedToTheUrlAppearsInThePage() {
        open("/", "Connected");
        PushUrl url = shownUrl();
        assertTrue(url.text().matches("http://[\\w-]{48}@127\\.0\\.0\\.1:" + weir.port("push") + "/push"), url.text());

        assertEquals(204, url.post("Grüße, <b>browser</b> \uD83D\uDE42"));
        browser.await("text Grüße, <b>browser</b> \uD83D\uDE42", NEWEST);
        byte[] bytes = {0, 1, (byte) 0xff};
        assertEquals(204, url.postBinary(bytes));
        browser.await("binary 00 01 ff", NEWEST);
        assertEquals("2", browser.eval("document.querySelectorAll('#messages li').length"));
        assertEquals(204, url.post("x".repeat(300_000)));
        browser.await("text " + "x".repeat(300_000), NEWEST);
    }

    @Test
    void thePageLoadsNothingElse() {
        open("/", "Connected");
        assertEquals("0", browser.eval("performance.getEntriesByType('resource').length"));
    }

    @Test
    void theCommandThatThePageShowsWorksAsTyped() {
        open("/?room=tea", "Connected, in tea");
        String curl = browser.eval("document.getElementById('curl').textContent");
        assertEquals(0, run(curl));
        browser.await("text Hello, browser", NEWEST);
        String room = browser.eval("document.getElementById('room-curl').textContent");
        assertEquals(0, run(room));
        browser.await("text Hello, room", NEWEST);
    }

    private static int run(String command) {
        return Distribution.runCommand(List.of("sh", "-c", command), Map.of()).exitCode();
    }

    /** The few lines of the guide, as a page of one's own would have them. */
    @Test
    void theScriptOfTheGuideHearsTheUrlAndWhatIsPushed() {
        open("/", "Connected");
        String script = GuideBlock.of("push.md", "js").get(0).text();
        browser.eval("console.log = text => { window.heard = [...(window.heard ?? []), text]; }");
        // A scope of its own: the page has a socket, too.
        browser.run("{" + script.replace("localhost:8080", "127.0.0.1:" + weir.port()) + "}");
        browser.await("1", "window.heard?.length");
        assertEquals(204, new PushUrl(browser.eval("window.heard[0]")).post("to the script"));
        browser.await("to the script", "window.heard[1]");
    }

    @Test
    void aKeyboardIsEnoughToJoinARoomAndToSpeak() {
        open("/", "Connected");
        tabTo("room");
        browser.type("tea & cake");
        browser.press("Enter", ENTER);
        browser.await("Connected, in tea & cake", STATE);
        assertEquals("?room=tea+%26+cake", browser.eval("location.search"));
        tabTo("text");
        browser.type("hello from here");
        browser.press("Enter", ENTER);
        browser.await("sent hello from here", NEWEST);
        Scenario.soon().until(() -> WsStat.of(weir.port()).payloadIn() >= "hello from here".length());
    }

    /** Round the page at most once. */
    private void tabTo(String id) {
        for (int i = 0; i < 20; i++) {
            browser.press("Tab", TAB);
            if (browser.eval("document.activeElement.id").equals(id)) {
                return;
            }
        }
        throw new AssertionError("the Tab key does not lead to " + id);
    }

    @Test
    void whenTheConnectionEndsThePageConnectsAnewAndShowsItsNewUrl() {
        open("/", "Connected");
        PushUrl url = shownUrl();
        assertEquals(204, url.delete("?code=4000&reason=enough"));
        browser.await("closed The connection has ended with code 4000: enough", NEWEST);
        browser.await("Connected", STATE);
        browser.await("true", "(" + URL + ").startsWith('http://')");
        PushUrl next = shownUrl();
        assertNotEquals(url, next);
        assertEquals(410, url.post("too late"));
        assertEquals(204, next.post("welcome back"));
        browser.await("text welcome back", NEWEST);
    }

    @Test
    void looksRightAtEachSizeAndInBothColours() throws IOException {
        open("/?room=tea", "Connected, in tea");
        PushUrl url = shownUrl();
        for (String text : new String[] {
            "Hello, browser", "{\"order\":4711,\"state\":\"shipped\"}", "Grüße aus der Küche: Tee ist fertig"
        }) {
            assertEquals(204, url.post(text));
            browser.await("text " + text, NEWEST);
        }
        assertEquals(204, url.postBinary(new byte[] {(byte) 0xca, (byte) 0xfe, 0, 1, 2, 3}));
        browser.await("binary ca fe 00 01 02 03", NEWEST);
        int[][] sizes = {{1280, 800}, {1000, 700}, {360, 740}};
        for (int[] size : sizes) {
            for (String scheme : new String[] {"light", "dark"}) {
                browser.appear(size[0], size[1], scheme);
                browser.screenshot(SCREENSHOTS.resolve("push-" + size[0] + "-" + scheme + ".png"));
                String wide = browser.eval("document.documentElement.scrollWidth + ' of ' + innerWidth");
                assertEquals(size[0] + " of " + size[0], wide, "the page must not scroll sideways");
            }
        }
    }
}
