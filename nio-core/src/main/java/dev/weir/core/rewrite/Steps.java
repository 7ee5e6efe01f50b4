package dev.weir.core.rewrite;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.HttpFault;
import dev.weir.core.http.Rewriter;
import java.util.List;

/**
 * The directives of one server or location, in the order in which they are written.
 *
 * <p>Thread: any; immutable.
 */
public final class Steps implements Rewriter {
    private final List<Step> steps;
    private final boolean logs;

    /** @param logs whether what is done stands in the error log, {@code rewrite_log} */
    public Steps(List<Step> steps, boolean logs) {
        this.steps = List.copyOf(steps);
        this.logs = logs;
    }

    @Override
    public boolean run(Exchange exchange) throws HttpFault {
        return run(steps, new Run(exchange, logs)) != Step.Next.NOTHING;
    }

    static Step.Next run(List<Step> steps, Run run) throws HttpFault {
        for (Step step : steps) {
            Step.Next next = step.run(run);
            if (next != Step.Next.STEP) {
                return next;
            }
        }
        return Step.Next.STEP;
    }
}
