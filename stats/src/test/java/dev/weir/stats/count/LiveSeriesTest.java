package dev.weir.stats.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.stats.Gateway;
import dev.weir.stats.log.LogTotals;
import dev.weir.stats.page.PageSetup;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The live feed of many series: long tables come whole, and not with every event. */
class LiveSeriesTest {
    private static final int MANY = 3000;

    private final CounterBoard board = new CounterBoard(1);
    private final StatHandler handler = new StatHandler(board, () -> LogTotals.NONE, null, PageSetup.NONE);

    private void series(int count) {
        for (int i = 0; i < count; i++) {
            board.traffic().at(new Route("server", "/" + i, null, null));
        }
    }

    private static BufferedReader look(Socket socket) throws IOException {
        // Without chunks in between, an event is a line.
        socket.getOutputStream()
                .write("GET /stat?format=events HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    private static String next(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        while (!line.startsWith("data: ")) {
            line = lines.readLine();
        }
        return line.substring("data: ".length());
    }

    @Test
    void longTablesComeWithTheFirstEventAndNotWithTheNext() throws Exception {
        series(MANY);
        try (Gateway gateway = Gateway.answering(handler);
                Socket socket = gateway.connect()) {
            BufferedReader lines = look(socket);
            String first = next(lines);
            assertEquals("/0", JsonCheck.read(first).get("locations[0].location"));
            assertEquals("/" + (MANY - 1), JsonCheck.read(first).get("locations[" + (MANY - 1) + "].location"));
            String second = next(lines);
            assertFalse(second.contains("\"locations\""), "long tables once a second are too much");
            assertEquals("0", JsonCheck.read(second).get("connections.active"));
            String page = gateway.ask("GET /stat?format=html HTTP/1.1\r\nHost: a\r\nConnection: close");
            assertFalse(page.contains("\"locations\":"), "the page is there at once and gets its tables by the feed");
        }
    }

    @Test
    void shortTablesComeWithAll() throws Exception {
        series(100);
        try (Gateway gateway = Gateway.answering(handler);
                Socket socket = gateway.connect()) {
            BufferedReader lines = look(socket);
            for (int i = 0; i < 2; i++) {
                assertEquals("/99", JsonCheck.read(next(lines)).get("locations[99].location"));
            }
            String page = gateway.ask("GET /stat?format=html HTTP/1.1\r\nHost: a\r\nConnection: close");
            assertTrue(page.contains("\"locations\":"));
        }
    }
}
