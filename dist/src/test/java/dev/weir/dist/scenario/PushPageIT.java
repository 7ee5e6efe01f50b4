package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Scenario.example;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Distribution;
import dev.weir.testkit.WeirServer;
import dev.weir.testkit.WsStat;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** examples/push.conf and its page, in a real browser. Screenshots are left in target/screenshots. */
class PushPageIT {
    private static final int ENTER = 13;
    private static final String STATE = "document.getElementById('state').textContent";
    private static final String URL = "document.querySelector('#urls code')?.textContent ?? ''";
    private static final String NEWEST =
            "[...document.querySelectorAll('#messages li:first-child :is(.kind, pre)')].map(e => e.textContent).join(' ')";

    @RegisterExtension
    static final Browser browser = new Browser();

    private WeirServer weir;

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
        browser.tabTo("document.activeElement.id === 'room'");
        browser.type("tea & cake");
        browser.press("Enter", ENTER);
        browser.await("Connected, in tea & cake", STATE);
        assertEquals("?room=tea+%26+cake", browser.eval("location.search"));
        browser.tabTo("document.activeElement.id === 'text'");
        browser.type("hello from here");
        browser.press("Enter", ENTER);
        browser.await("sent hello from here", NEWEST);
        Scenario.soon().until(() -> WsStat.of(weir.port()).payloadIn() >= "hello from here".length());
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
        browser.fits("push", new int[][] {{1280, 800}, {1000, 700}, {360, 740}});
    }
}
