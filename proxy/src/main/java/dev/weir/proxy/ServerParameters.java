package dev.weir.proxy;

import dev.weir.config.directive.Args;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import dev.weir.core.http.ByteText;

/**
 * Reads the parameters of a {@code server} in an upstream.
 *
 * <p>Source: nginx, {@code server} of ngx_http_upstream_module. Thread: the one that reads the configuration.
 */
final class ServerParameters {
    private static final int LONGEST_ROUTE = 32;

    private int weight = Peer.Settings.DEFAULT.weight();
    private int maxFails = Peer.Settings.DEFAULT.maxFails();
    private long failTimeoutNanos = Peer.Settings.DEFAULT.failTimeoutNanos();
    private int maxConns;
    private boolean backup;
    private boolean down;
    private boolean drain;
    private String route;
    private boolean resolve;
    private Word service;

    void read(Word word) throws Refusal {
        int equals = word.text().indexOf('=');
        String key = equals < 0 ? word.text() : word.text().substring(0, equals);
        String value = equals < 0 ? null : word.text().substring(equals + 1);
        if (value == null) {
            readFlag(word);
            return;
        }
        switch (key) {
            case "weight" -> weight = Args.number(word, value, 1, 65_535);
            case "max_fails" -> maxFails = Args.number(word, value, 0, Integer.MAX_VALUE);
            case "fail_timeout" -> failTimeoutNanos = Args.seconds(word, value).toNanos();
            case "max_conns" -> maxConns = Args.number(word, value, 0, Integer.MAX_VALUE);
            case "route" -> route = route(word, value);
            case "service" -> service = service(word, value);
            default -> throw unknown(word);
        }
    }

    private static String route(Word word, String value) throws Refusal {
        if (value.isEmpty() || ByteText.of(value).length() > LONGEST_ROUTE) {
            throw new Refusal(word, "is not a valid route", "expected 1 to " + LONGEST_ROUTE + " characters");
        }
        return ByteText.of(value);
    }

    private static Word service(Word word, String value) throws Refusal {
        if (value.isEmpty()) {
            throw new Refusal(word, "names no service", "expected such as service=http");
        }
        return Args.part(word, value);
    }

    private void readFlag(Word word) throws Refusal {
        switch (word.text()) {
            case "backup" -> backup = true;
            case "down" -> down = true;
            case "drain" -> drain = true;
            case "resolve" -> resolve = true;
            default -> throw unknown(word);
        }
    }

    private static Refusal unknown(Word word) {
        return new Refusal(
                word,
                "is not a valid parameter",
                "expected weight=, max_fails=, fail_timeout=, max_conns=, backup, down, drain, route=, resolve or service=");
    }

    /** Whether the name is looked up again and again. */
    boolean resolves() {
        return resolve;
    }

    /** The service whose hosts are looked up; null for none. */
    Word service() {
        return service;
    }

    Peer.Settings settings() {
        return new Peer.Settings(weight, maxFails, failTimeoutNanos, maxConns, backup, down, drain, route);
    }
}
