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
import dev.weir.testkit.WsStat;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The table of connections of the statistics page: real clicks and keys close real connections. */
class StatisticsPageConnectionsIT {
    private static final int ENTER = 13;
    private static final int ESCAPE = 27;
    private static final String NOTE = "document.getElementById('connections-note').textContent";
    private static final String SAID = "document.getElementById('said').textContent";
    private static final String OPEN = "document.getElementById('closing').open";
    private static final String FOCUS = "document.activeElement.id";
    private static final String URIS =
            "[...document.querySelectorAll('#connections-table tbody tr')].map(row => row.cells[2].textContent).join(' ')";

    @RegisterExtension
    static final Browser browser = new Browser();

    private final List<RawWebSocket> clients = new ArrayList<>();
    private StubUpstream upstream;
    private WeirServer weir;

    @BeforeEach
    void start() {
        upstream = StubUpstream.echo();
        weir = WeirServer.of(configuration("kill")).start();
        browser.appear(1280, 1400, "light");
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

    private String configuration(String mode) {
        return Scenario.http("""
                    server {
                        listen 127.0.0.1:@port@;
                        location = /stat { ws_stat; }
                        location /connections { ws_connections %s; }
                        location /end { websocket hello=off; }
                        location / { proxy_pass http://127.0.0.1:%d; %s }
                    }
                """.formatted(mode, upstream.port(), UPGRADE));
    }

    private RawWebSocket connect(String uri) {
        RawWebSocket client = RawWebSocket.open(weir.port(), uri);
        clients.add(client);
        return client;
    }

    private void open(int shown) {
        browser.open("http://127.0.0.1:" + weir.port() + "/stat");
        browser.await(Integer.toString(shown), "document.querySelectorAll('#connections-table tbody tr').length");
    }

    /** The button of a connection's row, by its URI. */
    private String closeButton(String uri) {
        browser.run("{ const row = [...document.querySelectorAll('#connections-table tbody tr')]"
                + ".find(each => each.cells[2].textContent === '" + uri + "');"
                + " row.querySelector('button').id = 'button-of-test'; }");
        return "#button-of-test";
    }

    @Test
    void aClickAndAnotherCloseTheConnectionAndNoOther() {
        RawWebSocket stays = connect("/stays");
        RawWebSocket goes = connect("/goes");
        Scenario.echoOnce(goes, Frame.TEXT, "hello");
        open(2);
        browser.click(closeButton("/goes"));
        browser.await("true", OPEN);
        assertTrue(browser.eval("document.getElementById('closing-facts').textContent")
                .contains("/goes"));
        assertEquals("closing-no", browser.eval(FOCUS), "what does no harm has the focus");
        browser.run("document.getElementById('closing-code').value = 4123;"
                + " document.getElementById('closing-reason').value = 'enough & over';");
        browser.click("#closing-yes");

        Frame close = goes.readFrame();
        assertEquals(Frame.CLOSE, close.opcode());
        assertEquals(Frame.fromServer(Frame.CLOSE, Frame.closePayload(4123, "enough & over")), close);
        browser.await("false", OPEN);
        browser.leave();
        soon().until(() -> WsStat.of(weir.port()).connections() == 1);
        browser.await("/stays", URIS);
        Scenario.echoOnce(stays, Frame.TEXT, "still here");
    }

    @Test
    void theKeyboardIsEnough() {
        RawWebSocket client = connect("/only");
        open(1);
        browser.run("document.getElementById('connections-q').focus()");
        browser.tabTo("document.activeElement.textContent === 'Close…'");
        assertTrue(browser.eval("document.activeElement.ariaLabel").startsWith("Close connection "));
        browser.press("Enter", ENTER);
        browser.await("true", OPEN);
        browser.press("Escape", ESCAPE);
        browser.await("false", OPEN);
        assertEquals("Close…", browser.eval("document.activeElement.textContent"), "the focus is where it was");
        Scenario.echoOnce(client, Frame.TEXT, "still here");

        browser.press("Enter", ENTER);
        browser.await("true", OPEN);
        browser.tabTo("document.activeElement.id === 'closing-yes'");
        browser.press("Enter", ENTER);
        assertEquals(Frame.CLOSE, client.readFrame().opcode());
        browser.await("true", SAID + ".endsWith(' is closing.')");
        soon().until(() -> WsStat.of(weir.port()).connections() == 0);
    }

    @Test
    void filtersAndSortsAsTheServerDoes() {
        RawWebSocket busy = connect("/room/tea");
        connect("/room/coffee");
        connect("/end/lounge");
        for (int i = 0; i < 5; i++) {
            Scenario.echoOnce(busy, Frame.TEXT, "*".repeat(100));
        }
        open(3);
        browser.await("3 open", NOTE);
        browser.click("#connections-q");
        browser.type("room");
        browser.await("2 of 3 match", NOTE);
        browser.click("#connections-table th:nth-child(3) button");
        browser.await("/room/coffee /room/tea", URIS);
        browser.click("#connections-table th:nth-child(3) button");
        browser.await("/room/tea /room/coffee", URIS);
        assertEquals("descending", browser.eval("document.querySelectorAll('#connections-table th')[2].ariaSort"));
        browser.run("document.getElementById('connections-q').value = '';"
                + " const k = document.getElementById('connections-kind'); k.value = 'endpoint';"
                + " k.dispatchEvent(new Event('change'));");
        browser.await("/end/lounge", URIS);
        browser.await("1 of 3 match", NOTE);
    }

    @Test
    void allThatMatchAreClosedAndNoneElse() {
        RawWebSocket stays = connect("/keep");
        List<RawWebSocket> go = List.of(connect("/old/1"), connect("/old/2"), connect("/old/3"));
        open(4);
        assertEquals("true", browser.eval("document.getElementById('connections-all').hidden"));
        browser.click("#connections-q");
        browser.type("/old/");
        browser.await("3 of 4 match", NOTE);
        browser.click("#connections-all");
        browser.await("Close 3 connections?", "document.getElementById('closing-title').textContent");
        browser.click("#closing-yes");
        for (RawWebSocket each : go) {
            assertEquals(Frame.CLOSE, each.readFrame().opcode());
        }
        soon().until(() -> WsStat.of(weir.port()).connections() == 1);
        Scenario.echoOnce(stays, Frame.TEXT, "still here");
    }

    /** What the server says against a code is told where it was typed. */
    @Test
    void aCodeThatMayNotBeSentIsTold() {
        RawWebSocket client = connect("/only");
        open(1);
        browser.click(closeButton("/only"));
        browser.await("true", OPEN);
        browser.run("document.getElementById('closing-code').value = 1005;");
        browser.click("#closing-yes");
        browser.await(
                "true", "document.getElementById('closing-problem').textContent.startsWith('code has no such value')");
        Scenario.echoOnce(client, Frame.TEXT, "still here");
        browser.run("document.getElementById('closing-code').value = 1008;");
        browser.click("#closing-yes");
        assertEquals(Frame.fromServer(Frame.CLOSE, Frame.closePayload(1008, "")), client.readFrame());
        // Chromium tells of every answer of 400 in its log.
        assertEquals(1, browser.complaints().size(), () -> browser.complaints().toString());
        assertTrue(browser.complaints().get(0).contains("status of 400"));
        browser.listen();
    }

    @Test
    void onlyAPageOfRowsIsAskedFor() {
        for (int i = 0; i < 30; i++) {
            connect("/many/" + i);
        }
        open(25);
        browser.await("1–25 of 30", "document.getElementById('connections-page').textContent");
        browser.click("#connections-next");
        browser.await("26–30 of 30", "document.getElementById('connections-page').textContent");
        assertEquals("true", browser.eval("document.getElementById('connections-next').disabled"));
        assertTrue(browser.asked().stream()
                .filter(url -> url.contains("/connections"))
                .allMatch(url -> url.contains("limit=25&")));
        browser.click("#connections-before");
        browser.await("1–25 of 30", "document.getElementById('connections-page').textContent");
    }

    @Test
    void withoutKillThereIsNoButton() {
        Reloads.reload(weir, configuration("read"));
        connect("/only");
        open(1);
        assertEquals("0", browser.eval("document.querySelectorAll('#connections-table tbody button').length"));
        assertEquals(
                405,
                PlainHttp.say(weir.port(), "DELETE /connections?all HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
                        .status());
    }
}
