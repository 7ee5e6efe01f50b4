package dev.weir.testkit.attack;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a mob has met with.
 *
 * <p>Thread: the mob's; {@link #text} any, which may be a little late.
 */
final class Ledger {
    volatile int open;
    int connected;
    int refused;
    int ended;
    int comebacks;
    private final Map<String, Integer> answers = new TreeMap<>();

    synchronized void heard(Behaviour behaviour, String start) {
        String what = start.startsWith("HTTP/") ? start.substring("HTTP/1.1 ".length()) : "TLS";
        answers.merge(behaviour + " " + what, 1, Integer::sum);
    }

    /** How many of a kind were answered so. @param status {@code 101} or another, or {@code TLS} */
    synchronized int heardBy(Behaviour behaviour, String status) {
        return answers.getOrDefault(behaviour + " " + status, 0);
    }

    synchronized String text() {
        return open + " open, " + connected + " connected, " + refused + " failed to, " + ended + " were ended, "
                + comebacks + " came back, answers " + answers;
    }
}
