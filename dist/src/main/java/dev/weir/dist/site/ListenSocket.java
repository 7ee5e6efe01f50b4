package dev.weir.dist.site;

import dev.weir.config.directive.Args;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import dev.weir.core.loop.DoorOptions;
import dev.weir.core.loop.DoorOptions.KeepAlive;

/**
 * Reads what a {@code listen} says to the kernel of its socket.
 *
 * <p>Source: nginx, ngx_http_core_module.html#listen. Thread: any; stateless.
 */
final class ListenSocket {
    /** What Linux takes for {@code TCP_KEEPIDLE} and {@code TCP_KEEPINTVL}, in seconds. */
    private static final int MOST_SECONDS = 32_767;

    private static final int MOST_PROBES = 127;
    private static final String KEEPALIVE_HELP = "expected on, off, or such as 30m::10";

    private ListenSocket() {}

    /**
     * Adds what a word says.
     *
     * @return null when it says nothing of the socket
     */
    static DoorOptions read(Word word, DoorOptions so) throws Refusal {
        int equals = word.text().indexOf('=');
        String key = equals < 0 ? "" : word.text().substring(0, equals);
        String value = word.text().substring(equals + 1);
        return switch (key) {
            case "backlog" -> new DoorOptions(Args.number(word, value, 1, Integer.MAX_VALUE), 0, 0, null).or(so);
            case "rcvbuf" -> new DoorOptions(0, size(word, value), 0, null).or(so);
            case "sndbuf" -> new DoorOptions(0, 0, size(word, value), null).or(so);
            case "so_keepalive" -> new DoorOptions(0, 0, 0, keepAlive(word, value)).or(so);
            default -> null;
        };
    }

    private static int size(Word word, String value) throws Refusal {
        long bytes = Args.bytes(word, value);
        if (bytes == 0 || bytes > Integer.MAX_VALUE) {
            throw new Refusal(Args.part(word, value), "is no size for a buffer of a socket", "expected such as 64k");
        }
        return (int) bytes;
    }

    /** {@code on}, {@code off}, or {@code [idle]:[interval]:[probes]}. */
    private static KeepAlive keepAlive(Word word, String value) throws Refusal {
        if (value.equals("on") || value.equals("off")) {
            return new KeepAlive(value.equals("on"), 0, 0, 0);
        }
        String[] parts = value.split(":", -1);
        if (parts.length != 3 || value.equals("::")) {
            throw new Refusal(word, "is not a valid value", KEEPALIVE_HELP);
        }
        int probes = parts[2].isEmpty() ? 0 : Args.number(word, parts[2], 1, MOST_PROBES);
        return new KeepAlive(true, seconds(word, parts[0]), seconds(word, parts[1]), probes);
    }

    private static int seconds(Word word, String time) throws Refusal {
        if (time.isEmpty()) {
            return 0;
        }
        // The carets go under the whole word: the time stands in its midst.
        Word alone = new Word(time, true, word.span());
        long seconds = Args.seconds(alone, time).toSeconds();
        if (seconds < 1 || seconds > MOST_SECONDS) {
            throw new Refusal(word, "is not a valid value", "expected times of 1 to " + MOST_SECONDS + " seconds");
        }
        return (int) seconds;
    }
}
