package dev.weir.testkit;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The statistics text of {@code ws_stat}, read as strictly as a scraper may. Thread: any. */
public record WsStat(
        long connections, long framesIn, long payloadIn, long bytesIn, long framesOut, long payloadOut, long bytesOut) {
    private static final Pattern TEXT = Pattern.compile("WebSocket connections: (\\d+)\n"
            + "client websocket frames  \\| client websocket payload \\| client tcp data\n"
            + "(\\d+) (\\d+) (\\d+)\n"
            + "upstream websocket frames  \\| upstream websocket payload \\| upstream tcp data\n"
            + "(\\d+) (\\d+) (\\d+)\n");

    /** Asks {@code /stat} of the server on this port. */
    public static WsStat of(int port) {
        return parse(PlainHttp.get(port, "/stat").body());
    }

    /** Reads the text. */
    public static WsStat parse(String text) {
        Matcher numbers = TEXT.matcher(text);
        if (!numbers.matches()) {
            throw new AssertionError("not the text of ws_stat: " + text);
        }
        long[] n = new long[8];
        for (int i = 1; i < 8; i++) {
            n[i] = Long.parseLong(numbers.group(i));
        }
        return new WsStat(n[1], n[2], n[3], n[4], n[5], n[6], n[7]);
    }
}
