package dev.weir.stats.connections;

import dev.weir.config.directive.Args;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import dev.weir.core.ws.WsSession;
import java.util.List;
import java.util.function.BiFunction;

/**
 * What a connection must be like to be meant.
 *
 * <p>Thread: worker, that of the connection.
 */
@FunctionalInterface
interface Condition {

    boolean meets(WsSession session, Traits traits, long nowNanos);

    default Condition and(Condition other) {
        return (session, traits, now) -> meets(session, traits, now) && other.meets(session, traits, now);
    }

    /** The names of all arguments that make a condition. */
    List<String> NAMES = List.of(
            "id",
            "kind",
            "remote_addr",
            "server",
            "location",
            "uri",
            "upstream",
            "peer",
            "worker",
            "min_age",
            "max_age",
            "idle",
            "q");

    static String names() {
        return String.join(", ", NAMES);
    }

    /**
     * The condition that an argument makes.
     *
     * @param name one of {@link #NAMES}
     * @param value ordinary text, not empty
     * @throws BadQuery when it can have no such value
     */
    static Condition of(String name, String value) throws BadQuery {
        return switch (name) {
            case "kind" -> kind(value);
            case "remote_addr" -> equal(value, Traits::remoteAddress);
            case "server" -> equal(value, Traits::server);
            case "location" -> equal(value, Traits::location);
            case "uri" -> equal(value, Traits::path);
            case "peer" -> equal(value, Traits::peer);
            case "upstream" -> equal(value, Traits::upstream).or(equal(value, Traits::peer));
            case "id" -> id(Numbers.of(name, value, Long.MAX_VALUE));
            case "worker" -> worker((int) Numbers.of(name, value, Integer.MAX_VALUE));
            case "min_age" -> minAge(nanos(name, value));
            case "max_age" -> maxAge(nanos(name, value));
            case "idle" -> idle(nanos(name, value));
            case "q" -> containing(value);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Condition kind(String value) throws BadQuery {
        if (!value.equals("tunnel") && !value.equals("endpoint")) {
            throw new BadQuery("kind has no such value: expected tunnel or endpoint");
        }
        return equal(value, Traits::kind);
    }

    private static Condition equal(String value, BiFunction<Traits, WsSession, String> trait) {
        return (session, traits, now) -> value.equals(trait.apply(traits, session));
    }

    private static Condition containing(String value) {
        return (session, traits, now) -> traits.path(session).contains(value)
                || traits.remoteAddress(session).contains(value);
    }

    private Condition or(Condition other) {
        return (session, traits, now) -> meets(session, traits, now) || other.meets(session, traits, now);
    }

    private static Condition id(long id) {
        return (session, traits, now) -> session.exchange().connection().id() == id;
    }

    /** Those that came after the one of this id. */
    static Condition after(long id) {
        return (session, traits, now) -> session.exchange().connection().id() > id;
    }

    private static Condition worker(int index) {
        return (session, traits, now) -> session.exchange().worker().index() == index;
    }

    private static Condition minAge(long nanos) {
        return (session, traits, now) -> now - session.facts().openedNanos >= nanos;
    }

    private static Condition maxAge(long nanos) {
        return (session, traits, now) -> now - session.facts().openedNanos <= nanos;
    }

    private static Condition idle(long nanos) {
        return (session, traits, now) -> now - session.lastActiveNanos() >= nanos;
    }

    private static long nanos(String name, String value) throws BadQuery {
        try {
            return Args.time().read(List.of(new Word(value, true, null))).toNanos();
        } catch (Refusal e) {
            throw new BadQuery(name + " " + e.getMessage() + ": " + e.help());
        }
    }
}
