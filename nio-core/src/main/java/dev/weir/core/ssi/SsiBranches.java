package dev.weir.core.ssi;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Which parts of a page are shown, by its {@code if}, {@code elif}, {@code else} and {@code endif}.
 *
 * <p>Thread: worker.
 */
final class SsiBranches {
    private static final int MOST_NESTED = 50;

    private final Deque<Branch> open = new ArrayDeque<>();

    /** One {@code if} that has not ended. */
    private static final class Branch {
        boolean shown;
        boolean chosen;
        boolean last;
        final boolean within;

        /** @param within whether what lies around it is shown */
        Branch(boolean within) {
            this.within = within;
        }
    }

    /** A condition, asked only when its outcome counts. */
    interface Question {
        boolean holds() throws SsiFault;
    }

    boolean isShown() {
        return open.isEmpty() || open.peek().shown;
    }

    void doIf(Question question) throws SsiFault {
        if (open.size() == MOST_NESTED) {
            throw new SsiFault("too deeply nested \"if\" SSI command");
        }
        Branch branch = new Branch(isShown());
        open.push(branch);
        choose(branch, question);
    }

    void doElif(Question question) throws SsiFault {
        choose(continued("elif"), question);
    }

    void doElse() throws SsiFault {
        Branch branch = continued("else");
        choose(branch, () -> true);
        branch.last = true;
    }

    void doEndif() throws SsiFault {
        if (open.poll() == null) {
            throw outOfPlace("endif");
        }
    }

    private Branch continued(String command) throws SsiFault {
        Branch branch = open.peek();
        if (branch == null || branch.last) {
            throw outOfPlace(command);
        }
        return branch;
    }

    private static void choose(Branch branch, Question question) throws SsiFault {
        branch.shown = false;
        branch.shown = branch.within && !branch.chosen && question.holds();
        branch.chosen |= branch.shown;
    }

    private static SsiFault outOfPlace(String command) {
        return new SsiFault("invalid context of SSI command: \"" + command + "\"");
    }
}
