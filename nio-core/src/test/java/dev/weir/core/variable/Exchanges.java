package dev.weir.core.variable;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.Headers;
import dev.weir.core.http.HttpStand;
import java.util.function.Consumer;

/** Exchanges for variables to look at. Thread: the test's. */
final class Exchanges {
    private Exchanges() {}

    /** Shows the exchange of a GET; what the viewer throws is thrown here. */
    static void with(String target, Consumer<Exchange> viewer) {
        request(HttpStand.get(target), viewer);
    }

    /** Shows the exchange of a request as told. */
    static void request(String request, Consumer<Exchange> viewer) {
        AssertionError[] failed = new AssertionError[1];
        boolean[] seen = new boolean[1];
        HttpStand stand = new HttpStand();
        stand.at("/", x -> {
            seen[0] = true;
            try {
                viewer.accept(x);
            } catch (AssertionError e) {
                failed[0] = e;
            }
            x.respond(200, Headers.EMPTY, new byte[0]);
        });
        String answer = stand.talk(request);
        if (failed[0] != null) {
            throw failed[0];
        }
        if (!seen[0]) {
            throw new AssertionError("the request was not understood: " + answer);
        }
    }
}
