package dev.weir.core.rewrite;

import dev.weir.core.http.HttpFault;
import dev.weir.core.http.Location;
import java.util.List;

/**
 * {@code if (condition) { ... }}.
 *
 * <p>Thread: any; immutable.
 *
 * @param inner the location that governs from there on; null in a server
 * @param steps what is done if so
 */
public record IfStep(Condition condition, Location inner, List<Step> steps) implements Step {

    public IfStep {
        steps = List.copyOf(steps);
    }

    @Override
    public Next run(Run run) throws HttpFault {
        if (!condition.holds(run)) {
            return Next.STEP;
        }
        if (inner != null) {
            run.exchange().routing().narrow(inner);
        }
        return Steps.run(steps, run);
    }
}
