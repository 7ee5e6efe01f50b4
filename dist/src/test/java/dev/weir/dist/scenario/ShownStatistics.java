package dev.weir.dist.scenario;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the statistics page shows in a browser: numbers are rounded for the eye and exact in the titles of their cells.
 * Thread: the test's.
 *
 * @param tables the sums of the rows of each table of traffic that counts all connections
 */
record ShownStatistics(long framesIn, long framesOut, long closes, Map<String, Sums> tables) {
    private static final String TRAFFIC = "traffic-table";

    /** Columns of a table of traffic. */
    record Sums(long active, long messagesIn, long messagesOut, long payloadIn, long payloadOut) {}

    /** Opens the page and reads it. */
    static ShownStatistics of(Browser browser, int port) {
        browser.open("http://127.0.0.1:" + port + "/stat");
        browser.await("Live", "document.getElementById('state').textContent");
        Map<String, Sums> tables = new LinkedHashMap<>();
        for (String tab : List.of("servers", "locations")) {
            browser.run("document.getElementById('tab-" + tab + "').click()");
            tables.put(tab, sums(browser));
        }
        browser.run("document.getElementById('tab-zone').click()");
        for (String zone : List.of("keys", "few", "all")) {
            browser.run("{ const zone = document.getElementById('zone'); zone.value = '" + zone + "';"
                    + " zone.dispatchEvent(new Event('change')); }");
            tables.put("zone " + zone, sums(browser));
        }
        long closes = 0;
        for (int side = 2; side < 5; side++) {
            closes += sum(browser, "closes-table", side, "title");
        }
        return new ShownStatistics(
                sum(browser, "opcodes-table", 1, "title"), sum(browser, "opcodes-table", 2, "title"), closes, tables);
    }

    private static Sums sums(Browser browser) {
        return new Sums(
                sum(browser, TRAFFIC, 1, "textContent"),
                sum(browser, TRAFFIC, 6, "title"),
                sum(browser, TRAFFIC, 7, "title"),
                sum(browser, TRAFFIC, 8, "title"),
                sum(browser, TRAFFIC, 9, "title"));
    }

    private static long sum(Browser browser, String table, int column, String where) {
        return Long.parseLong(
                browser.eval("[...document.querySelectorAll('#" + table + " tbody tr')].reduce((all, row) =>"
                        + " all + Number(row.cells[" + column + "]." + where + ".replaceAll(',', '')), 0)"));
    }
}
