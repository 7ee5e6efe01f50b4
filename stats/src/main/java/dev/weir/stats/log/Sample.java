package dev.weir.stats.log;

import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import dev.weir.core.ws.CloseCode;
import dev.weir.core.ws.FrameTap;
import dev.weir.core.ws.WsEnd;
import dev.weir.core.ws.WsSession;

/**
 * {@code ws_log_sample}: which connections are logged, decided by {@code $ws_conn_id} alone, so that all logs and all
 * levels with the same share speak of the same connections.
 *
 * <p>Thread: any; immutable.
 *
 * @param of one connection of so many, at least 1
 */
public record Sample(int of) {
    static final Sample ALL = new Sample(1);

    /** Reads {@code 1/n}. */
    static Sample read(Word word) throws Refusal {
        String text = word.text();
        if (!text.matches("\\d{1,9}/\\d{1,9}")) {
            throw refused(word, "expected a share such as 1/100, which logs one connection of a hundred");
        }
        int slash = text.indexOf('/');
        if (Integer.parseInt(text.substring(0, slash)) != 1) {
            throw refused(word, "the share begins with 1/, as in 1/100");
        }
        int of = Integer.parseInt(text.substring(slash + 1));
        if (of == 0) {
            throw refused(word, "there is no share 1/0; ws_log off logs nothing");
        }
        return new Sample(of);
    }

    private static Refusal refused(Word word, String help) {
        return new Refusal(word, "is not a valid share", help);
    }

    /** Whether a connection is in. Its number counts up, so it is stirred before it is divided. */
    boolean takes(long connection) {
        if (of == 1) {
            return true;
        }
        // The finalizer of SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
        long z = (connection ^ connection >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return Long.remainderUnsigned(z ^ z >>> 31, of) == 0;
    }

    /**
     * Whether an end is no ordinary one: anything but a Close with 1000, 1001 or no code, an age that was reached, or
     * the end of Weir itself.
     */
    static boolean isAbnormal(WsEnd end) {
        return switch (end.cause()) {
            case CLOSE ->
                end.code() != CloseCode.NORMAL && end.code() != CloseCode.GOING_AWAY && end.code() != CloseCode.NONE;
            case AGE, SHUTDOWN -> false;
            default -> true;
        };
    }

    /** Watches a connection that is out, and lets {@code log} tell of its end if that was no ordinary one. */
    static FrameTap onlyAbnormal(ConnectionLog log) {
        return new OnlyAbnormal(log);
    }

    /** Thread: worker. */
    private record OnlyAbnormal(ConnectionLog log) implements FrameTap {
        @Override
        public void onClose(WsSession session, WsEnd end) {
            if (isAbnormal(end)) {
                log.onClose(session, end);
            }
        }
    }
}
