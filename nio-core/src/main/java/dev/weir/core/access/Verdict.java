package dev.weir.core.access;

import java.util.ArrayList;
import java.util.List;

/**
 * What an access rule thinks of a request.
 *
 * <p>Thread: any; immutable.
 *
 * @param kind what it comes to
 * @param status the status of a refusal; 403 and 401 may be outvoted under {@code satisfy any}, all others stand
 * @param reason for the error log where the refusal stands; null when the rule has told it
 * @param challenges the {@code WWW-Authenticate} of a refusal that stands, each a field of its own
 */
public record Verdict(Kind kind, int status, String reason, List<String> challenges) {
    enum Kind {
        NO_OPINION,
        ALLOWED,
        REFUSED,
        LATER
    }

    /** The rule does not concern this request. */
    public static final Verdict NO_OPINION = new Verdict(Kind.NO_OPINION, 0, null, List.of());

    /** The rule is content. */
    public static final Verdict ALLOWED = new Verdict(Kind.ALLOWED, 0, null, List.of());

    /** The rule will tell. */
    public static final Verdict LATER = new Verdict(Kind.LATER, 0, null, List.of());

    public static Verdict refused(int status, String reason) {
        return new Verdict(Kind.REFUSED, status, reason, List.of());
    }

    /** A 401 that says how to do better. */
    static Verdict challenged(List<String> challenges) {
        return new Verdict(Kind.REFUSED, 401, null, List.copyOf(challenges));
    }

    /** This 401 with the challenges of another behind its own: the client may take up any. */
    Verdict and(Verdict other) {
        List<String> all = new ArrayList<>(challenges);
        all.addAll(other.challenges);
        return challenged(all);
    }

    boolean isFinal() {
        return kind == Kind.REFUSED && status != 403 && status != 401;
    }
}
