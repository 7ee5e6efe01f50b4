package dev.weir.core.http;

import java.util.function.Consumer;

/**
 * Asks a location on behalf of an exchange that waits for the answer.
 *
 * <p>Thread: worker, that of the connection.
 */
public final class Asking {
    private final Exchange asked;
    private final Consumer<Exchange> answered;

    private Asking(Exchange main, Resource what, ResponseStream to, Consumer<Exchange> answered) {
        this.answered = answered;
        this.asked = new Exchange(main, what, to, this::onAnswer);
    }

    /**
     * Asks a location of the same server: a GET with the fields of {@code main} and without its body, whose answer goes
     * nowhere. No access rules are asked for it, and no log hears of it.
     *
     * @param uri the path, a byte string
     * @param answered hears the exchange that has been answered, after this callback; never when {@code main} ends
     *     before
     */
    public static void ask(Exchange main, String uri, Consumer<Exchange> answered) {
        ask(main, uri, null, null, answered);
    }

    /**
     * The same for an answer whose body is wanted.
     *
     * @param args the arguments without {@code ?}; null for none
     * @param to takes the body, that of an error too, and is not finished; null for nobody
     */
    public static void ask(Exchange main, String uri, String args, ResponseStream to, Consumer<Exchange> answered) {
        Asking asking = new Asking(main, new Resource("GET", uri, args), to, answered);
        main.onEnd(asking::abandon);
        main.protocol().goOn(asking.asked, asking.asked::dispatch);
    }

    private void onAnswer() {
        asked.end();
        answered.accept(asked);
    }

    /** The one that asked is over. */
    private void abandon() {
        if (!asked.isOver()) {
            asked.aborted();
            asked.end();
        }
    }
}
