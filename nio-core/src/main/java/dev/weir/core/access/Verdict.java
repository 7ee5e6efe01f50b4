package dev.weir.core.access;

/**
 * What an access rule thinks of a request.
 *
 * <p>Thread: any; immutable.
 *
 * @param kind what it comes to
 * @param status the status of a refusal; 403 and 401 may be outvoted under {@code satisfy any}, all others stand
 * @param reason for the error log where the refusal stands; null when the rule has told it
 * @param challenge the {@code WWW-Authenticate} of a refusal that stands; null for none
 */
public record Verdict(Kind kind, int status, String reason, String challenge) {
    enum Kind {
        NO_OPINION,
        ALLOWED,
        REFUSED,
        LATER
    }

    /** The rule does not concern this request. */
    public static final Verdict NO_OPINION = new Verdict(Kind.NO_OPINION, 0, null, null);

    /** The rule is content. */
    public static final Verdict ALLOWED = new Verdict(Kind.ALLOWED, 0, null, null);

    /** The rule will tell. */
    public static final Verdict LATER = new Verdict(Kind.LATER, 0, null, null);

    public static Verdict refused(int status, String reason, String challenge) {
        return new Verdict(Kind.REFUSED, status, reason, challenge);
    }

    boolean isFinal() {
        return kind == Kind.REFUSED && status != 403 && status != 401;
    }
}
