package dev.weir.core.http;

import java.util.function.Consumer;

/**
 * Asks a location on behalf of an exchange: one that waits for the answer, or one that does not care for it.
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
     * nowhere. No access rules are asked for it, and no log hears of it unless {@code log_subrequest} says so.
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
        Asking asking = new Asking(main, new Resource("GET", uri, args), to, answer -> {
            if (!main.connection().isClosed()) {
                answered.accept(answer);
            }
        });
        asking.begin(main);
    }

    /**
     * Asks the same with the method, the arguments and the stored body of {@code main}, which goes on meanwhile. Its
     * answer may be complete before, but its connection takes no other request until this one has been answered too. A
     * client that goes away without its answer ends this one, one that goes away with it does not.
     */
    static void behind(Exchange main, String uri) {
        Turn turn = main.protocol().turn();
        Asking asking = new Asking(main, new Resource(main.method(), uri, main.args()), null, answer -> {});
        BodyStore.share(main, asking.asked);
        turn.accompany();
        asking.asked.onEnd(turn::companionLeft);
        asking.begin(main);
    }

    private void begin(Exchange main) {
        main.onEnd(this::abandon);
        main.protocol().goOn(asked, asked::dispatch);
    }

    private void onAnswer() {
        if (!asked.isOver()) {
            asked.end();
            answered.accept(asked);
        }
    }

    /** The one that asked is over. */
    private void abandon() {
        if (!asked.isOver()) {
            asked.aborted();
            asked.end();
        }
    }
}
