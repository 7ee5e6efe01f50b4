package dev.weir.stats.connections;

import dev.weir.core.ws.CloseCode;
import java.nio.charset.StandardCharsets;

/**
 * Which connections are to be closed, and what they are told.
 *
 * <p>Thread: any; immutable.
 *
 * @param condition null for all
 * @param reason at most 123 bytes of UTF-8
 */
record Killing(Condition condition, int code, String reason) {
    private static final int LONGEST_REASON = 123;

    /**
     * Reads what a DELETE says.
     *
     * @param one whether it names one connection; else it must have a condition, or say that all are meant
     */
    static Killing of(Arguments arguments, boolean one) throws BadQuery {
        int code = code(arguments.take("code"));
        String reason = arguments.take("reason");
        if (reason != null && reason.getBytes(StandardCharsets.UTF_8).length > LONGEST_REASON) {
            throw new BadQuery("reason is too long: a Close holds " + LONGEST_REASON + " bytes");
        }
        Condition condition = one ? null : condition(arguments);
        arguments.end(": expected one of " + (one ? "" : Condition.names() + ", all, ") + "code, reason");
        return new Killing(condition, code, reason == null ? "" : reason);
    }

    private static Condition condition(Arguments arguments) throws BadQuery {
        Condition condition = arguments.takeConditions();
        boolean all = arguments.takeFlag("all");
        if (all && condition != null) {
            throw new BadQuery("all and a filter contradict each other");
        }
        if (!all && condition == null) {
            throw new BadQuery("which connections? expected /id, or one of " + Condition.names() + ", or all");
        }
        return condition;
    }

    /** The codes that tell a peer something which an operator may mean (RFC 6455 section 7.4). */
    private static int code(String text) throws BadQuery {
        if (text == null) {
            return CloseCode.GOING_AWAY;
        }
        int code = Numbers.isNumber(text) && text.length() == 4 ? Integer.parseInt(text) : 0;
        boolean ours = switch (code) {
            case CloseCode.NORMAL,
                    CloseCode.GOING_AWAY,
                    CloseCode.POLICY_VIOLATION,
                    CloseCode.INTERNAL_ERROR,
                    CloseCode.SERVICE_RESTART,
                    CloseCode.TRY_AGAIN_LATER -> true;
            default -> code >= 3000 && code <= 4999;
        };
        if (!ours) {
            throw new BadQuery("code has no such value: expected 1000, 1001, 1008, 1011 to 1013 or 3000 to 4999");
        }
        return code;
    }
}
